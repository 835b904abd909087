package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// startRegistry starts a registry with TLS, and returns its host and the file with its certificate.
func startRegistry(t *testing.T, handler http.HandlerFunc) (host, caFile string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(caFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(server.URL, "https://"), caFile
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestExchange(t *testing.T) {
	var path string
	var form url.Values
	host, caFile := startRegistry(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		path, form = r.URL.String(), r.PostForm
		_, _ = w.Write([]byte(`{"access_token":"ldx_secret","token_type":"N_A","expires_in":3600,"username":"deployer"}`))
	})
	answer := responseOf(t, runWith(t, requestOf(host+"/team/app", nil), "-exchange", "-ca-file", caFile, "-user", "puller"))
	want := authConfig{Username: "deployer", Password: "ldx_secret"}
	if answer.Auth[host] != want || answer.CacheKeyType != "Registry" || answer.CacheDuration != "54m0s" {
		t.Errorf("got %+v", answer)
	}
	if path != "/v2/token" {
		t.Errorf("the token is in the URL: %s", path)
	}
	sent := url.Values{
		"grant_type":         {"urn:ietf:params:oauth:grant-type:token-exchange"},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"},
		"subject_token":      {token},
		"username":           {"puller"},
	}
	if form.Encode() != sent.Encode() {
		t.Errorf("sent %v", form)
	}
}

func TestRefusedExchange(t *testing.T) {
	cases := map[string]struct {
		status int
		body   string
		reason string
	}{
		"a reason":                   {400, `{"error":"invalid_request","error_description":"no trust rule matches it"}`, "status 400, no trust rule matches it\n"},
		"no reason":                  {503, "busy", "status 503\n"},
		"a reason that has a token":  {400, `{"error_description":"` + token + ` is wrong"}`, "status 400\n"},
		"a reason of several lines":  {400, `{"error_description":"a\nb"}`, "status 400\n"},
		"no JSON":                    {200, "<html>", "has no secret"},
		"no secret":                  {200, `{"username":"a","expires_in":60}`, "has no secret"},
		"a secret without an end":    {200, `{"access_token":"s","username":"a"}`, "has no secret"},
		"a redirect within the host": {307, "", "status 307"},
	}
	for name, c := range cases {
		host, caFile := startRegistry(t, answering(c.status, c.body))
		got := runWith(t, requestOf(host+"/app", nil), "-exchange", "-ca-file", caFile)
		if got.code != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, c.reason) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	asked := false
	other, _ := startRegistry(t, func(http.ResponseWriter, *http.Request) { asked = true })
	host, caFile := startRegistry(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+other+"/v2/token", http.StatusTemporaryRedirect)
	})
	got := runWith(t, requestOf(host+"/app", nil), "-exchange", "-ca-file", caFile)
	if got.code != exitFailed || !strings.Contains(got.stderr, "status 307") || asked {
		t.Errorf("got %+v", got)
	}
}

func TestUntrustedRegistry(t *testing.T) {
	asked := false
	host, _ := startRegistry(t, func(http.ResponseWriter, *http.Request) { asked = true })
	got := runWith(t, requestOf(host+"/app", nil), "-exchange")
	if got.code != exitFailed || !strings.Contains(got.stderr, "cannot be reached") || asked {
		t.Errorf("got %+v", got)
	}
}

func TestSlowRegistry(t *testing.T) {
	host, caFile := startRegistry(t, func(_ http.ResponseWriter, r *http.Request) {
		// The server notices that the client has gone only after it has read the body.
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	got := runWith(t, requestOf(host+"/app", nil), "-exchange", "-ca-file", caFile, "-timeout", "50ms")
	if got.code != exitFailed || !strings.Contains(got.stderr, "deadline exceeded") {
		t.Errorf("got %+v", got)
	}
}

func TestUnusableAuthorities(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, reason := range map[string]string{empty: "no certificate", empty + ".absent": "cannot be read"} {
		got := runWith(t, requestOf("r.example.com/app", nil), "-exchange", "-ca-file", file)
		if got.code != exitFailed || !strings.Contains(got.stderr, reason) {
			t.Errorf("%s: got %+v", file, got)
		}
	}
}
