package edit

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// CreatePolicy adds a row level security policy.
type CreatePolicy struct {
	Table  model.Name    `json:"table"`
	Policy *model.Policy `json:"policy"`
}

// Op implements [Edit].
func (e *CreatePolicy) Op() string { return "create policy" }

// Describe implements [Edit].
func (e *CreatePolicy) Describe() string {
	return fmt.Sprintf("create policy %s on %s for %s", ident.Quote(e.Policy.Name), e.Table, e.Policy.Command)
}

func (e *CreatePolicy) apply(_ *model.Schema, b *model.Builder) error {
	if err := validPolicy(e.Policy); err != nil {
		return err
	}
	t, err := b.OwnTable(e.Table)
	if err != nil {
		return err
	}
	if err := knownInPolicy(t, e.Policy); err != nil {
		return err
	}
	return b.CreatePolicy(e.Table, e.Policy)
}

// validPolicy refuses the combinations that PostgreSQL refuses.
func validPolicy(p *model.Policy) error {
	if err := validName(p.Name); err != nil {
		return err
	}
	switch {
	case p.Command == model.ForInsert && p.Using != nil:
		return fmt.Errorf("policy %s is for INSERT, which has WITH CHECK only, no USING", ident.Quote(p.Name))
	case (p.Command == model.ForSelect || p.Command == model.ForDelete) && p.Check != nil:
		return fmt.Errorf("policy %s is for %s, which has USING only, no WITH CHECK", ident.Quote(p.Name), p.Command)
	}
	return nil
}

// knownInPolicy tells whether the columns that a policy reads are there.
func knownInPolicy(t *model.Table, p *model.Policy) error {
	for _, e := range p.Expressions() {
		if err := knownColumns(t, "policy "+ident.Quote(p.Name), e); err != nil {
			return err
		}
	}
	return nil
}

// ChangePolicy puts a policy in the place of one, which may have another name.
type ChangePolicy struct {
	Table  model.Name    `json:"table"`
	Name   string        `json:"name"`
	Policy *model.Policy `json:"policy"`
}

// Op implements [Edit].
func (e *ChangePolicy) Op() string { return "change policy" }

// Describe implements [Edit].
func (e *ChangePolicy) Describe() string {
	if e.Policy.Name != e.Name {
		return fmt.Sprintf("change policy %s on %s, now %s", ident.Quote(e.Name), e.Table, ident.Quote(e.Policy.Name))
	}
	return fmt.Sprintf("change policy %s on %s", ident.Quote(e.Name), e.Table)
}

func (e *ChangePolicy) apply(_ *model.Schema, b *model.Builder) error {
	if err := validPolicy(e.Policy); err != nil {
		return err
	}
	if err := knownInPolicy(b.Table(e.Table), e.Policy); err != nil {
		return err
	}
	return b.ChangePolicy(e.Table, e.Name, func(p *model.Policy) {
		origin := p.Origin
		*p = *e.Policy
		p.Origin = origin
	})
}

// DropPolicy takes a policy out.
type DropPolicy struct {
	Table  model.Name `json:"table"`
	Policy string     `json:"policy"`
}

// Op implements [Edit].
func (e *DropPolicy) Op() string { return "drop policy" }

// Describe implements [Edit].
func (e *DropPolicy) Describe() string {
	return fmt.Sprintf("drop policy %s on %s", ident.Quote(e.Policy), e.Table)
}

func (e *DropPolicy) apply(_ *model.Schema, b *model.Builder) error {
	return b.DropPolicy(e.Table, e.Policy)
}

// CreateTrigger adds a trigger, or replaces the one of the same name.
type CreateTrigger struct {
	Table   model.Name     `json:"table"`
	Trigger *model.Trigger `json:"trigger"`
}

// Op implements [Edit].
func (e *CreateTrigger) Op() string { return "create trigger" }

// Describe implements [Edit].
func (e *CreateTrigger) Describe() string {
	return fmt.Sprintf("create trigger %s on %s", ident.Quote(e.Trigger.Name), e.Table)
}

func (e *CreateTrigger) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Trigger.Name); err != nil {
		return err
	}
	if _, err := b.OwnTable(e.Table); err != nil {
		return err
	}
	return b.CreateTrigger(e.Table, e.Trigger, true)
}

// DropTrigger takes a trigger out.
type DropTrigger struct {
	Table   model.Name `json:"table"`
	Trigger string     `json:"trigger"`
}

// Op implements [Edit].
func (e *DropTrigger) Op() string { return "drop trigger" }

// Describe implements [Edit].
func (e *DropTrigger) Describe() string {
	return fmt.Sprintf("drop trigger %s on %s", ident.Quote(e.Trigger), e.Table)
}

func (e *DropTrigger) apply(_ *model.Schema, b *model.Builder) error {
	return b.DropTrigger(e.Table, e.Trigger)
}

// CreateRoutine adds a function or procedure, or replaces the one of the same
// name and argument types.
type CreateRoutine struct {
	Routine *model.Routine `json:"routine"`
}

// Op implements [Edit].
func (e *CreateRoutine) Op() string { return "create function" }

// Describe implements [Edit].
func (e *CreateRoutine) Describe() string {
	return "create " + strings.ToLower(string(e.Routine.Kind)) + " " + e.Routine.Ref()
}

func (e *CreateRoutine) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Routine.Name.Name); err != nil {
		return err
	}
	own := *e.Routine
	return b.CreateRoutine(&own, true)
}

// ChangeRoutine sets the settings of a function, such as its search_path.
type ChangeRoutine struct {
	Key    model.Name `json:"key"` // name(types)
	Config []string   `json:"config"`
}

// Op implements [Edit].
func (e *ChangeRoutine) Op() string { return "set function settings" }

// Describe implements [Edit].
func (e *ChangeRoutine) Describe() string {
	return fmt.Sprintf("set %s of function %s.%s", strings.Join(e.Config, ", "), ident.Quote(e.Key.Schema), e.Key.Name)
}

func (e *ChangeRoutine) apply(_ *model.Schema, b *model.Builder) error {
	r, err := b.OwnRoutine(e.Key)
	if err == nil {
		r.Config = append([]string(nil), e.Config...)
	}
	return err
}

// DropRoutine takes a function or procedure out. It is refused while a
// trigger runs it.
type DropRoutine struct {
	Key model.Name `json:"key"` // name(types)
}

// Op implements [Edit].
func (e *DropRoutine) Op() string { return "drop function" }

// Describe implements [Edit].
func (e *DropRoutine) Describe() string {
	return "drop function " + ident.Quote(e.Key.Schema) + "." + e.Key.Name
}

func (e *DropRoutine) apply(s *model.Schema, b *model.Builder) error {
	if r := s.Routines.Get(e.Key); r != nil {
		if err := refuse("function", r.Ref(), s.RoutineUsers(r.Name)); err != nil {
			return err
		}
	}
	return b.DropRoutine(e.Key)
}

// Grant gives a role privileges on a table or view.
type Grant struct {
	Table      model.Name `json:"table"`
	Role       string     `json:"role"`
	Privileges []string   `json:"privileges"`
}

// Op implements [Edit].
func (e *Grant) Op() string { return "grant" }

// Describe implements [Edit].
func (e *Grant) Describe() string {
	return fmt.Sprintf("grant %s on %s to %s", strings.Join(e.Privileges, ", "), e.Table, model.QuoteRole(e.Role))
}

func (e *Grant) apply(_ *model.Schema, b *model.Builder) error {
	return changeGrants(b, e.Table, func(g []model.Grant) []model.Grant {
		return model.AddGrant(g, e.Role, e.Privileges, false)
	})
}

// Revoke takes privileges on a table or view from a role.
type Revoke struct {
	Table      model.Name `json:"table"`
	Role       string     `json:"role"`
	Privileges []string   `json:"privileges"`
}

// Op implements [Edit].
func (e *Revoke) Op() string { return "revoke" }

// Describe implements [Edit].
func (e *Revoke) Describe() string {
	return fmt.Sprintf("revoke %s on %s from %s", strings.Join(e.Privileges, ", "), e.Table, model.QuoteRole(e.Role))
}

func (e *Revoke) apply(_ *model.Schema, b *model.Builder) error {
	return changeGrants(b, e.Table, func(g []model.Grant) []model.Grant {
		return model.RemoveGrant(g, e.Role, e.Privileges)
	})
}

func changeGrants(b *model.Builder, on model.Name, change func([]model.Grant) []model.Grant) error {
	if v, err := b.OwnView(on); err == nil {
		v.Grants = change(v.Grants)
		return nil
	}
	t, err := b.OwnTable(on)
	if err == nil {
		t.Grants = change(t.Grants)
	}
	return err
}
