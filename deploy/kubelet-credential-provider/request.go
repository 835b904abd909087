package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

const apiVersion = "credentialprovider.kubelet.k8s.io/v1"

// The kubelet sends a few kilobytes.
const largestRequest = 1 << 20

// request is a CredentialProviderRequest.
// See https://kubernetes.io/docs/reference/config-api/kubelet-credentialprovider.v1/.
type request struct {
	APIVersion                string            `json:"apiVersion"`
	Kind                      string            `json:"kind"`
	Image                     string            `json:"image"`
	ServiceAccountToken       string            `json:"serviceAccountToken"`
	ServiceAccountAnnotations map[string]string `json:"serviceAccountAnnotations"`
}

// readRequest reads the request of the kubelet. Its errors do not quote the request, which has the token.
func readRequest(stdin io.Reader) (*request, error) {
	text, err := io.ReadAll(io.LimitReader(stdin, largestRequest+1))
	if err != nil {
		return nil, fmt.Errorf("the request cannot be read: %w", err)
	}
	if len(text) > largestRequest {
		return nil, errors.New("the request is too large")
	}
	var asked request
	if json.Unmarshal(text, &asked) != nil {
		return nil, errors.New("standard input has no CredentialProviderRequest as JSON: the kubelet runs this program")
	}
	if asked.Kind != "CredentialProviderRequest" || asked.APIVersion != apiVersion {
		return nil, fmt.Errorf("the request is not a CredentialProviderRequest of %s: set this apiVersion in the CredentialProviderConfig", apiVersion)
	}
	return &asked, nil
}

// host returns the host of the image with its port, as the kubelet writes it before the first slash.
func (r *request) host() (string, error) {
	host, path, found := strings.Cut(r.Image, "/")
	if !found || path == "" || !hostForm.MatchString(host) {
		return "", errors.New("the image in the request has no host")
	}
	return host, nil
}

var (
	hostForm    = regexp.MustCompile(`^(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?)(?::[0-9]{1,5})?$`)
	accountForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,127}$`)
)

// isAccountName says whether a text has the form of the name of a robot.
func isAccountName(text string) bool {
	return accountForm.MatchString(text)
}
