package rehearse

import "time"

// StepName is one of the proofs of a rehearsal.
type StepName string

// The steps, in their order.
const (
	StepBase     StepName = "base"
	StepRows     StepName = "rows"
	StepMigrate  StepName = "migration"
	StepTarget   StepName = "target"
	StepAgain    StepName = "migration again"
	StepRollback StepName = "rollback"
	StepOnceMore StepName = "migration once more"
	StepEmpty    StepName = "from an empty database"
	StepRestarts StepName = "restart after every statement"
)

// Step is one proof with its evidence.
type Step struct {
	Name StepName
	// Skipped says why it was not tried; empty where it was.
	Skipped string
	// Evidence says what was seen, in a line.
	Evidence string
	// Problems are what stands against it; there is none where it holds.
	Problems []string
	// Failure is the statement that PostgreSQL did not take, nil for none.
	Failure *StatementError
	Took    time.Duration
}

// Holds tells whether the step was tried and nothing stands against it.
func (s Step) Holds() bool { return s.Skipped == "" && s.Failure == nil && len(s.Problems) == 0 }

// Report is what a rehearsal showed.
type Report struct {
	Server     string // the version of PostgreSQL
	Steps      []Step
	Statements []Measured // of the migration, as it first ran
	Tables     int        // that hold rows
	// Unfilled says of which tables no row could be made, and why.
	Unfilled []string
	// StoodIn are the extensions that the server lacks: what uses them was not
	// proven.
	StoodIn []string
	// Lost are the columns whose values the rollback did not bring back.
	Lost []string
	Took time.Duration
}

// Holds tells whether every step that was tried holds, and the migration ran.
func (r *Report) Holds() bool {
	ran := false
	for _, s := range r.Steps {
		if s.Skipped == "" && !s.Holds() {
			return false
		}
		ran = ran || s.Name == StepMigrate && s.Holds()
	}
	return ran
}

// Step finds a step by its name; ok is false where it is missing.
func (r *Report) Step(name StepName) (s Step, ok bool) {
	for _, s := range r.Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}
