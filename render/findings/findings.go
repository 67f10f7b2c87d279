// Package findings writes what the checklist found, for people and machines.
package findings

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/safe"
)

// Text writes findings for people: one a line, the gravest first, with how to
// put it right below the first of each rule, then a sum.
func Text(w io.Writer, r *checks.Result) error {
	list := sorted(r)
	explained := map[string]bool{}
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%-7s  %-28s  %s: %s", f.Severity, f.Rule.ID, safe.Clean(f.Object.Whole()), safe.Clean(f.Message))
		if at := f.Origin.String(); at != "" {
			fmt.Fprintf(&b, "  (%s)", safe.Clean(at))
		}
		b.WriteByte('\n')
		if !explained[f.Rule.ID] {
			explained[f.Rule.ID] = true
			fmt.Fprintf(&b, "         %-28s  to put it right: %s\n", "", f.Rule.HowToFix)
		}
	}
	fmt.Fprintf(&b, "%s, %s, %s\n", plural(r.Count(checks.Error), "error"), plural(r.Count(checks.Warning), "warning"), plural(r.Count(checks.Info), "info"))
	if len(r.NotRun) > 0 {
		ids := make([]string, len(r.NotRun))
		for i, n := range r.NotRun {
			ids[i] = n.Rule.ID
		}
		fmt.Fprintf(&b, "%s did not run (%s): %s\n", plural(len(ids), "rule"), strings.Join(ids, ", "), r.NotRun[0].Reason)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func sorted(r *checks.Result) []*checks.Finding {
	list := append([]*checks.Finding(nil), r.Findings...)
	checks.Sort(list)
	return list
}

// notRunJSON is a rule that did not run.
type notRunJSON struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// unreadJSON is something of the source that was left out.
type unreadJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

type findingJSON struct {
	Key      string `json:"key"`
	Rule     string `json:"rule"`
	Family   string `json:"family"`
	Severity string `json:"severity"`
	Object   string `json:"object"`
	Part     string `json:"part,omitempty"`
	Message  string `json:"message"`
	HowToFix string `json:"howToFix"`
	Fixable  bool   `json:"fixable"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
}

// JSON writes findings as one object, with what of the source was not read.
func JSON(w io.Writer, r *checks.Result, unread []parse.Diagnostic) error {
	out := struct {
		Findings []findingJSON `json:"findings"`
		Errors   int           `json:"errors"`
		Warnings int           `json:"warnings"`
		Infos    int           `json:"infos"`
		NotRun   []notRunJSON  `json:"notRun"`
		Unread   []unreadJSON  `json:"unread"`
	}{Findings: []findingJSON{}, Errors: r.Count(checks.Error), Warnings: r.Count(checks.Warning), Infos: r.Count(checks.Info),
		NotRun: []notRunJSON{}, Unread: []unreadJSON{}}
	for _, f := range sorted(r) {
		out.Findings = append(out.Findings, findingJSON{Key: f.Key(), Rule: f.Rule.ID, Family: string(f.Rule.Family),
			Severity: f.Severity.String(), Object: f.Object.Whole(), Part: f.Object.Sub, Message: f.Message,
			HowToFix: f.Rule.HowToFix, Fixable: f.Fixable(), File: f.Origin.File, Line: f.Origin.Line})
	}
	for _, n := range r.NotRun {
		out.NotRun = append(out.NotRun, notRunJSON{n.Rule.ID, n.Reason})
	}
	for _, d := range unread {
		out.Unread = append(out.Unread, unreadJSON{d.Origin.File, d.Origin.Line, d.Message})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// GitHub writes findings as annotations of a workflow run.
func GitHub(w io.Writer, r *checks.Result) error {
	value := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, f := range sorted(r) {
		word := map[checks.Severity]string{checks.Error: "error", checks.Warning: "warning", checks.Info: "notice"}[f.Severity]
		at := ""
		if f.Origin.File != "" {
			at = fmt.Sprintf("file=%s,line=%d,", property.Replace(f.Origin.File), max(1, f.Origin.Line))
		}
		_, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", word, at, property.Replace(f.Rule.ID),
			value.Replace(f.Object.Whole()+": "+f.Message+". "+f.Rule.HowToFix))
		if err != nil {
			return err
		}
	}
	return nil
}

// SARIF writes findings in the Static Analysis Results Interchange Format,
// version 2.1.0. What of the source was not read, and the rules that did not
// run, are notifications of the invocation.
func SARIF(w io.Writer, r *checks.Result, unread []parse.Diagnostic, version string) error {
	type message struct {
		Text string `json:"text"`
	}
	type rule struct {
		ID    string  `json:"id"`
		Short message `json:"shortDescription"`
		Full  message `json:"fullDescription"`
		Help  message `json:"help"`
	}
	type region struct {
		StartLine int `json:"startLine"`
	}
	type location struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region region `json:"region"`
		} `json:"physicalLocation"`
	}
	type result struct {
		RuleID       string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      message           `json:"message"`
		Locations    []location        `json:"locations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	var rules []rule
	seen := map[string]bool{}
	results := []result{}
	for _, f := range sorted(r) {
		if !seen[f.Rule.ID] {
			seen[f.Rule.ID] = true
			rules = append(rules, rule{f.Rule.ID, message{f.Rule.Title}, message{f.Rule.Why}, message{f.Rule.HowToFix}})
		}
		res := result{RuleID: f.Rule.ID, Level: map[checks.Severity]string{checks.Error: "error", checks.Warning: "warning", checks.Info: "note"}[f.Severity],
			Message: message{f.Object.Whole() + ": " + f.Message}, Fingerprints: map[string]string{"pgdraft/v1": f.Key()}}
		if f.Origin.File != "" {
			var l location
			l.Physical.Artifact.URI = fileURI(f.Origin.File)
			l.Physical.Region.StartLine = max(1, f.Origin.Line)
			res.Locations = []location{l}
		}
		results = append(results, res)
	}
	type notification struct {
		Level     string     `json:"level"`
		Message   message    `json:"message"`
		Locations []location `json:"locations,omitempty"`
	}
	failed, skipped := []notification{}, []notification{}
	for _, d := range unread {
		var l location
		l.Physical.Artifact.URI = fileURI(d.Origin.File)
		l.Physical.Region.StartLine = max(1, d.Origin.Line)
		failed = append(failed, notification{"error", message{"not read: " + d.Message}, []location{l}})
	}
	for _, n := range r.NotRun {
		skipped = append(skipped, notification{Level: "note", Message: message{n.Rule.ID + " did not run: " + n.Reason}})
	}
	invocation := map[string]any{"executionSuccessful": len(failed) == 0,
		"toolExecutionNotifications": failed, "toolConfigurationNotifications": skipped}
	driver := map[string]any{"name": "pgdraft", "version": version, "rules": rules}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{"tool": map[string]any{"driver": driver}, "invocations": []any{invocation}, "results": results}},
	})
}

// fileURI spells a path as the format wants it: relative as it is, absolute
// with its scheme, and every character that means something escaped.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return strings.TrimPrefix(u.String(), "./")
}
