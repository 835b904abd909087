// Lading-credential-provider gives the kubelet the credentials to pull images from a Lading registry: the token of the service
// account of the pod as the password, or a secret that the registry gives in exchange for it.
//
// The kubelet runs it for each pull, with a request on standard input, and reads the answer from standard output.
// See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/ and
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/4412-projected-service-account-tokens-for-kubelet-image-credential-providers.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	exitFailed = 1
	exitUsage  = 2
)

// The kubelet ends a plugin after a minute.
const longestTimeout = 50 * time.Second

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run answers one request, and returns the exit code. Nothing that it writes to stderr has a part of the token.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	settings, err := parseSettings(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage
	}
	ctx, cancel := context.WithTimeout(context.Background(), settings.timeout)
	defer cancel()
	answer, err := respond(ctx, stdin, settings)
	if err == nil {
		err = json.NewEncoder(stdout).Encode(answer)
	}
	if err != nil {
		fmt.Fprintf(stderr, "lading-credential-provider: %v\n", err)
		return exitFailed
	}
	return 0
}

func respond(ctx context.Context, stdin io.Reader, settings settings) (*response, error) {
	asked, err := readRequest(stdin)
	if err != nil {
		return nil, err
	}
	return settings.answer(ctx, asked)
}

// settings are the arguments of the plugin.
type settings struct {
	user       string
	annotation string
	exchange   bool
	caFile     string
	timeout    time.Duration
}

func parseSettings(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("lading-credential-provider", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.user, "user", "kubernetes", "the user `name`; if trust rules for several robots match, it must name one of them")
	flags.StringVar(&s.annotation, "robot-annotation", "lading/robot", "the `key` of the annotation of a service account that overrides the user name")
	flags.BoolVar(&s.exchange, "exchange", false, "exchange the token for a secret of the registry, instead of sending the token itself")
	flags.StringVar(&s.caFile, "ca-file", "", "a PEM `file` with certificate authorities to trust instead of those of the system, for -exchange")
	flags.DurationVar(&s.timeout, "timeout", 10*time.Second, "the time limit of the exchange")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	return s, s.check(flags.Args(), stderr)
}

func (s settings) check(rest []string, stderr io.Writer) error {
	var err error
	switch {
	case len(rest) > 0:
		err = errors.New("there are arguments that are not flags")
	case !isAccountName(s.user):
		err = errors.New("-user is not the name of an account")
	case s.caFile != "" && !s.exchange:
		err = errors.New("-ca-file has no effect without -exchange")
	case s.timeout <= 0 || s.timeout > longestTimeout:
		err = fmt.Errorf("-timeout must be positive, and at most %v", longestTimeout)
	}
	if err != nil {
		fmt.Fprintf(stderr, "lading-credential-provider: %v\n", err)
	}
	return err
}
