package edit

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Target is the kind of object that a comment belongs to.
type Target string

// The kinds of object that have comments.
const (
	OnTable      Target = "table"
	OnColumn     Target = "column"
	OnConstraint Target = "constraint"
	OnIndex      Target = "index"
	OnPolicy     Target = "policy"
	OnTrigger    Target = "trigger"
	OnView       Target = "view"
	OnType       Target = "type"
	OnFunction   Target = "function"
)

// SetComment sets the comment of an object; the empty one drops it.
type SetComment struct {
	On      Target     `json:"on"`
	Name    model.Name `json:"name"`          // the object, or the table that Sub belongs to
	Sub     string     `json:"sub,omitempty"` // the column, constraint, policy or trigger
	Comment string     `json:"comment"`
}

// Op implements [Edit].
func (e *SetComment) Op() string { return "set comment" }

// Describe implements [Edit].
func (e *SetComment) Describe() string {
	name := e.Name.String()
	if e.Sub != "" {
		name += "." + ident.Quote(e.Sub)
	}
	if e.Comment == "" {
		return fmt.Sprintf("drop comment on %s %s", e.On, name)
	}
	return fmt.Sprintf("comment on %s %s: %s", e.On, name, e.Comment)
}

func (e *SetComment) apply(_ *model.Schema, b *model.Builder) error {
	switch e.On {
	case OnTable:
		t, err := b.OwnTable(e.Name)
		if err == nil {
			t.Comment = e.Comment
		}
		return err
	case OnView:
		v, err := b.OwnView(e.Name)
		if err == nil {
			v.Comment = e.Comment
		}
		return err
	case OnColumn:
		return b.ChangeColumn(e.Name, e.Sub, func(c *model.Column) { c.Comment = e.Comment })
	case OnConstraint:
		return b.ChangeConstraint(e.Name, e.Sub, func(c *model.Constraint) { c.Comment = e.Comment })
	case OnIndex:
		return b.ChangeIndex(e.Name, func(x *model.Index) { x.Comment = e.Comment })
	case OnPolicy:
		return b.ChangePolicy(e.Name, e.Sub, func(p *model.Policy) { p.Comment = e.Comment })
	case OnTrigger:
		return b.ChangeTrigger(e.Name, e.Sub, func(g *model.Trigger) { g.Comment = e.Comment })
	case OnType:
		return b.CommentType(e.Name, e.Comment)
	case OnFunction:
		r, err := b.OwnRoutine(e.Name)
		if err == nil {
			r.Comment = e.Comment
		}
		return err
	}
	return fmt.Errorf("comments on a %q are not known", e.On)
}
