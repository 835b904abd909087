package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl"

// requestOf returns a request as the kubelet writes it.
func requestOf(image string, annotations map[string]string) string {
	text, _ := json.Marshal(map[string]any{
		"kind":                      "CredentialProviderRequest",
		"apiVersion":                "credentialprovider.kubelet.k8s.io/v1",
		"image":                     image,
		"serviceAccountToken":       token,
		"serviceAccountAnnotations": annotations,
	})
	return string(text)
}

type ended struct {
	code   int
	stdout string
	stderr string
}

func runWith(t *testing.T, stdin string, args ...string) ended {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, strings.NewReader(stdin), &stdout, &stderr)
	if strings.Contains(stderr.String(), "eyJ") {
		t.Errorf("the token is in %q", stderr.String())
	}
	return ended{code, stdout.String(), stderr.String()}
}

func responseOf(t *testing.T, got ended) response {
	t.Helper()
	var answer response
	if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || got.code != 0 {
		t.Fatalf("code %d, %q, %q: %v", got.code, got.stdout, got.stderr, err)
	}
	return answer
}

func TestTokenIsThePassword(t *testing.T) {
	got := runWith(t, requestOf("registry.example.com:5000/team/app:v1", nil))
	want := `{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderResponse",` +
		`"cacheKeyType":"Registry","cacheDuration":"0s",` +
		`"auth":{"registry.example.com:5000":{"username":"kubernetes","password":"` + token + `"}}}` + "\n"
	if got.code != 0 || got.stdout != want || got.stderr != "" {
		t.Errorf("got %+v, want %s", got, want)
	}
}

func TestHosts(t *testing.T) {
	for _, host := range []string{"registry.example.com", "localhost", "10.0.0.7:5000", "[fd00::7]:5000"} {
		answer := responseOf(t, runWith(t, requestOf(host+"/team/app@sha256:00", nil)))
		if answer.Auth[host].Password != token || len(answer.Auth) != 1 {
			t.Errorf("%s: got %v", host, answer.Auth)
		}
	}
}

func TestUserName(t *testing.T) {
	cases := map[string]struct {
		annotations map[string]string
		args        []string
		want        string
	}{
		"by the flag":                  {nil, []string{"-user", "puller"}, "puller"},
		"by the annotation":            {map[string]string{"lading/robot": "deployer"}, []string{"-user", "puller"}, "deployer"},
		"by an annotation of that key": {map[string]string{"example.com/robot": "deployer"}, []string{"-robot-annotation", "example.com/robot"}, "deployer"},
		"without that of another key":  {map[string]string{"example.com/robot": "deployer"}, nil, "kubernetes"},
		"by a flag with two hyphens":   {nil, []string{"--user=puller"}, "puller"},
	}
	for name, c := range cases {
		answer := responseOf(t, runWith(t, requestOf("r.example.com/app", c.annotations), c.args...))
		if got := answer.Auth["r.example.com"].Username; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPodWithoutServiceAccount(t *testing.T) {
	for _, extra := range []string{"", `,"serviceAccountToken":""`} {
		stdin := `{"kind":"CredentialProviderRequest","apiVersion":"` + apiVersion + `","image":"r.example.com/app"` + extra + `}`
		answer := responseOf(t, runWith(t, stdin))
		if len(answer.Auth) != 0 || answer.CacheDuration != "0s" {
			t.Errorf("got %+v", answer)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	old := strings.Replace(requestOf("r.example.com/app", nil), "k8s.io/v1", "k8s.io/v1beta1", 1)
	cases := map[string]struct{ stdin, reason string }{
		"nothing":                   {"", "no CredentialProviderRequest"},
		"no JSON":                   {token, "no CredentialProviderRequest"},
		"another version":           {old, "set this apiVersion"},
		"another kind":              {`{"kind":"Pod","apiVersion":"v1"}`, "not a CredentialProviderRequest"},
		"too much":                  {strings.Repeat(" ", largestRequest+1), "too large"},
		"no image":                  {requestOf("", nil), "no host"},
		"no host":                   {requestOf("app", nil), "no host"},
		"a wildcard as the host":    {requestOf("*.example.com/app", nil), "no host"},
		"a user before the host":    {requestOf("user@r.example.com/app", nil), "no host"},
		"a robot that cannot exist": {requestOf("r.example.com/app", map[string]string{"lading/robot": "a:b"}), "annotation lading/robot"},
	}
	for name, c := range cases {
		got := runWith(t, c.stdin)
		if got.code != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, c.reason) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{
		{"-unknown"}, {"more"}, {"-user", ""}, {"-user", "a:b"}, {"-ca-file", "ca.pem"}, {"-timeout", "0s"}, {"-timeout", "1h"},
	} {
		got := runWith(t, requestOf("r.example.com/app", nil), args...)
		if got.code != exitUsage || got.stdout != "" || got.stderr == "" {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}

func TestHelp(t *testing.T) {
	if got := runWith(t, "", "-help"); got.code != 0 || !strings.Contains(got.stderr, "-exchange") {
		t.Errorf("got %+v", got)
	}
}
