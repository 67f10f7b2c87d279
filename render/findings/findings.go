// Package findings writes what the checklist found, for people and machines.
package findings

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
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
	fmt.Fprintf(&b, "%d errors, %d warnings, %d infos\n", r.Count(checks.Error), r.Count(checks.Warning), r.Count(checks.Info))
	if len(r.NotRun) > 0 {
		ids := make([]string, len(r.NotRun))
		for i, n := range r.NotRun {
			ids[i] = n.Rule.ID
		}
		fmt.Fprintf(&b, "%d rules did not run (%s): %s\n", len(ids), strings.Join(ids, ", "), r.NotRun[0].Reason)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func sorted(r *checks.Result) []*checks.Finding {
	list := append([]*checks.Finding(nil), r.Findings...)
	checks.Sort(list)
	return list
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

// JSON writes findings as one object.
func JSON(w io.Writer, r *checks.Result) error {
	out := struct {
		Findings []findingJSON `json:"findings"`
		Errors   int           `json:"errors"`
		Warnings int           `json:"warnings"`
		Infos    int           `json:"infos"`
		NotRun   []struct {
			Rule   string `json:"rule"`
			Reason string `json:"reason"`
		} `json:"notRun"`
	}{Findings: []findingJSON{}, Errors: r.Count(checks.Error), Warnings: r.Count(checks.Warning), Infos: r.Count(checks.Info)}
	for _, f := range sorted(r) {
		out.Findings = append(out.Findings, findingJSON{Key: f.Key(), Rule: f.Rule.ID, Family: string(f.Rule.Family),
			Severity: f.Severity.String(), Object: f.Object.Whole(), Part: f.Object.Sub, Message: f.Message,
			HowToFix: f.Rule.HowToFix, Fixable: f.Fixable(), File: f.Origin.File, Line: f.Origin.Line})
	}
	for _, n := range r.NotRun {
		out.NotRun = append(out.NotRun, struct {
			Rule   string `json:"rule"`
			Reason string `json:"reason"`
		}{n.Rule.ID, n.Reason})
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
// version 2.1.0.
func SARIF(w io.Writer, r *checks.Result, version string) error {
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
			l.Physical.Artifact.URI = f.Origin.File
			l.Physical.Region.StartLine = max(1, f.Origin.Line)
			res.Locations = []location{l}
		}
		results = append(results, res)
	}
	driver := map[string]any{"name": "pgdraft", "version": version, "rules": rules}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{"tool": map[string]any{"driver": driver}, "results": results}},
	})
}
