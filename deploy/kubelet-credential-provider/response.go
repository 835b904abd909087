package main

import (
	"context"
	"fmt"
)

// response is a CredentialProviderResponse.
// See https://kubernetes.io/docs/reference/config-api/kubelet-credentialprovider.v1/.
type response struct {
	APIVersion    string                `json:"apiVersion"`
	Kind          string                `json:"kind"`
	CacheKeyType  string                `json:"cacheKeyType"`
	CacheDuration string                `json:"cacheDuration"`
	Auth          map[string]authConfig `json:"auth"`
}

type authConfig struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// newResponse returns a response that the kubelet does not keep.
//
// The kubelet adds the service account to the key of its cache, and the token if cacheType is Token. It does not add the token if
// cacheType is ServiceAccount, and a kubelet of 1.33 never adds it. A token that is not kept cannot be used for another pod, even
// by such a kubelet, and this program makes the next response in a few milliseconds.
func newResponse(auth map[string]authConfig) *response {
	return &response{
		APIVersion:    apiVersion,
		Kind:          "CredentialProviderResponse",
		CacheKeyType:  "Registry",
		CacheDuration: "0s",
		Auth:          auth,
	}
}

// answer returns the credentials for the host of the image. Without a token, it returns none: the kubelet then pulls without
// credentials, or with those of imagePullSecrets.
func (s settings) answer(ctx context.Context, asked *request) (*response, error) {
	host, err := asked.host()
	if err != nil {
		return nil, err
	}
	if asked.ServiceAccountToken == "" {
		return newResponse(map[string]authConfig{}), nil
	}
	user := s.user
	if robot, found := asked.ServiceAccountAnnotations[s.annotation]; found {
		if !isAccountName(robot) {
			return nil, fmt.Errorf("the annotation %s of the service account is not the name of a robot", s.annotation)
		}
		user = robot
	}
	if s.exchange {
		return s.exchanged(ctx, host, user, asked.ServiceAccountToken)
	}
	return newResponse(map[string]authConfig{host: {Username: user, Password: asked.ServiceAccountToken}}), nil
}
