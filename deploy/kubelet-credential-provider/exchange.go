package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

// The answer of the registry has a few hundred bytes.
const largestAnswer = 64 << 10

// exchanged exchanges the token for a secret (RFC 8693). The registry exchanges each token once, so the kubelet keeps the secret
// for nine tenths of its life. A kubelet asks for another token after eight tenths of the life of a token.
func (s settings) exchanged(ctx context.Context, host, user, token string) (*response, error) {
	client, err := s.client()
	if err != nil {
		return nil, err
	}
	found, err := exchange(ctx, client, host, url.Values{
		"grant_type":         {"urn:ietf:params:oauth:grant-type:token-exchange"},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"},
		"subject_token":      {token},
		"username":           {user},
	})
	if err != nil {
		return nil, err
	}
	answer := newResponse(map[string]authConfig{host: {Username: found.Username, Password: found.Secret}})
	answer.CacheDuration = (time.Duration(found.Seconds) * time.Second * 9 / 10).Round(time.Second).String()
	return answer, nil
}

// client returns a client that follows no redirect, because the request has the token.
func (s settings) client() (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if s.caFile != "" {
		authorities, err := os.ReadFile(s.caFile)
		if err != nil {
			return nil, fmt.Errorf("-ca-file cannot be read: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(authorities) {
			return nil, errors.New("-ca-file has no certificate in PEM form")
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

type exchangedSecret struct {
	Secret   string `json:"access_token"`
	Username string `json:"username"`
	Seconds  int    `json:"expires_in"`
}

func exchange(ctx context.Context, client *http.Client, host string, form url.Values) (*exchangedSecret, error) {
	endpoint := "https://" + host + "/v2/token"
	asked, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	asked.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(asked)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be reached: %w", host, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, largestAnswer))
	if err != nil {
		return nil, fmt.Errorf("the answer of %s cannot be read: %w", host, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s did not exchange the token: status %d%s", host, answer.StatusCode, reasonOf(text))
	}
	var found exchangedSecret
	if json.Unmarshal(text, &found) != nil || found.Secret == "" || found.Username == "" || found.Seconds <= 0 {
		return nil, fmt.Errorf("the answer of %s has no secret", host)
	}
	return &found, nil
}

var reasonForm = regexp.MustCompile(`^[ -~]{1,200}$`)

// reasonOf returns the description of an error (RFC 6749 §5.2). It leaves out what could repeat the token.
func reasonOf(text []byte) string {
	var refused struct {
		Description string `json:"error_description"`
	}
	if json.Unmarshal(text, &refused) != nil || !reasonForm.MatchString(refused.Description) {
		return ""
	}
	if strings.Contains(refused.Description, "eyJ") {
		return ""
	}
	return ", " + refused.Description
}
