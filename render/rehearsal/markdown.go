package rehearsal

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
)

// Markdown is the document of a rehearsal's results, test-results.md. A box is
// ticked only where a step showed it.
func Markdown(r *rehearse.Report, name string, at time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Test results: %s\n\nRehearsed on PostgreSQL %s, %s, in %s: **%s**.\n\n",
		cell(name), r.Server, at.UTC().Format("2006-01-02 15:04 UTC"), span(r.Took), map[bool]string{true: "it holds", false: "it does not hold"}[r.Holds()])
	b.WriteString("## Checklist\n\n")
	tick := func(what string, steps ...rehearse.StepName) {
		mark := "x"
		for _, n := range steps {
			if s, _ := r.Step(n); !s.Holds() {
				mark = " "
			}
		}
		fmt.Fprintf(&b, "- [%s] %s\n", mark, what)
	}
	tick("The base applies to an empty database", rehearse.StepBase)
	tick("The migration passes on a local database that holds rows", rehearse.StepRows, rehearse.StepMigrate)
	tick("The migration passes where no table holds a row", rehearse.StepEmpty)
	tick("It leads to the schema that was designed", rehearse.StepTarget)
	tick("All SQL is idempotent: it ran twice and changed nothing", rehearse.StepAgain)
	tick("It can be stopped after any statement and run again", rehearse.StepRestarts)
	tick("The rollback leads back to the base", rehearse.StepRollback)
	tick("The migration passes once more after the rollback", rehearse.StepOnceMore)
	b.WriteString("\n## Steps\n\n| step | result | evidence | time |\n|---|---|---|---|\n")
	for _, s := range r.Steps {
		result, evidence := "holds", s.Evidence
		switch {
		case s.Skipped != "":
			result, evidence = "not tried", s.Skipped
		case !s.Holds():
			result, evidence = "**failed**", "see below"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.Name, result, cell(evidence), span(s.Took))
	}
	for _, s := range r.Steps {
		writeFailure(&b, s)
	}
	writeStatements(&b, r.Statements)
	writeList(&b, "Extensions that the server lacks: not proven", r.StoodIn)
	writeList(&b, "Tables without rows", r.Unfilled)
	writeList(&b, "Not brought back by the rollback", r.Lost)
	return b.String()
}

func writeFailure(b *strings.Builder, s rehearse.Step) {
	if s.Failure == nil && len(s.Problems) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Failed: %s\n\n", s.Name)
	if f := s.Failure; f != nil {
		fmt.Fprintf(b, "%s\n\n```sql\n%s\n```\n\nWhat to do: %s.\n", cell(f.Error()), strings.ReplaceAll(f.SQL, "```", "` ` `"), f.Try())
	}
	for _, p := range s.Problems {
		fmt.Fprintf(b, "- %s\n", cell(p))
	}
}

func writeStatements(b *strings.Builder, all []rehearse.Measured) {
	if len(all) == 0 {
		return
	}
	b.WriteString("\n## Statements\n\n| line | statement | time | locks taken | rows written anew | said before |\n|---|---|---|---|---|---|\n")
	for _, m := range all {
		locks := strings.Join(m.Locks, ", ")
		if m.Unmeasured {
			locks = "not seen: it runs in no transaction"
		}
		fmt.Fprintf(b, "| %d | `%s` | %s | %s | %s | %s |\n", m.Line, strings.ReplaceAll(cell(first(m.SQL)), "`", "'"), span(m.Took),
			cell(locks), cell(strings.Join(m.Rewrote, ", ")), cell(m.Predicted))
	}
}

func writeList(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	for _, l := range lines {
		fmt.Fprintf(b, "- %s\n", cell(l))
	}
}

// cell keeps text from ending a cell or a line of markdown.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;").Replace(s)
}
