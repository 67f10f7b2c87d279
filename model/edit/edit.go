// Package edit holds the intents of an architect as typed values: rename this
// column, add that policy. An edit applies to an immutable snapshot and gives
// the next one, inverts exactly, describes itself in one line, and has a form
// in which a design's journal keeps it.
package edit

import (
	"encoding/json"
	"fmt"

	"github.com/pgdraft/pgdraft/model"
)

// Edit is one intent. Edits are values: they are never written to.
type Edit interface {
	// Op is what the edit is called in a journal.
	Op() string
	// Describe tells in one line what the edit does.
	Describe() string
	// apply does it on b; s is what b holds so far.
	apply(s *model.Schema, b *model.Builder) error
}

// Apply gives the schema after e. The error, if any, is one of model's
// NotFoundError, ExistsError and InUseError, or tells what is wrong with the
// edit itself.
func Apply(s *model.Schema, e Edit) (*model.Schema, error) {
	b := s.Edit()
	if err := e.apply(s, b); err != nil {
		return nil, err
	}
	return b.Schema(), nil
}

// Encode gives the form that a journal keeps: a JSON object with the key "op".
func Encode(e Edit) (json.RawMessage, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Op(), err)
	}
	op, err := json.Marshal(e.Op())
	if err != nil {
		return nil, err
	}
	head := append([]byte(`{"op":`), op...)
	if string(body) == "{}" {
		return append(head, '}'), nil
	}
	head = append(head, ',')
	return append(head, body[1:]...), nil
}

// UnknownError is an edit that this version does not know.
type UnknownError struct{ Op string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("edit %q is not known to this version of pgdraft; a newer one wrote it", e.Op)
}

// Decode reads what [Encode] wrote.
func Decode(data json.RawMessage) (Edit, error) {
	var head struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	e := empty(head.Op)
	if e == nil {
		return nil, &UnknownError{head.Op}
	}
	if err := json.Unmarshal(data, e); err != nil {
		return nil, fmt.Errorf("edit %q: %w", head.Op, err)
	}
	return e, nil
}

// empty gives an edit of the kind to decode into, nil for an unknown one.
func empty(op string) Edit {
	for _, e := range []Edit{
		&Batch{}, &Restore{},
		&CreateSchema{}, &CreateTable{}, &RenameTable{}, &DropTable{}, &SetKind{}, &SetRowSecurity{},
		&AddColumn{}, &RenameColumn{}, &SetType{}, &SetNotNull{}, &SetDefault{}, &DropColumn{},
		&AddConstraint{}, &RenameConstraint{}, &DropConstraint{},
		&CreateIndex{}, &RenameIndex{}, &DropIndex{},
		&CreateEnum{}, &AddEnumValue{}, &RenameEnumValue{}, &RenameType{}, &DropType{},
		&CreatePolicy{}, &ChangePolicy{}, &DropPolicy{}, &CreateTrigger{}, &DropTrigger{},
		&CreateRoutine{}, &ChangeRoutine{}, &DropRoutine{}, &Grant{}, &Revoke{}, &SetComment{},
	} {
		if e.Op() == op {
			return e
		}
	}
	return nil
}

// Batch is several edits that are one step to the architect.
type Batch struct {
	Label string
	Edits []Edit
}

// Op implements [Edit].
func (e *Batch) Op() string { return "batch" }

// Describe implements [Edit].
func (e *Batch) Describe() string { return e.Label }

func (e *Batch) apply(_ *model.Schema, b *model.Builder) error {
	for _, part := range e.Edits {
		if err := part.apply(b.Look(), b); err != nil {
			return fmt.Errorf("%s: %w", part.Describe(), err)
		}
	}
	return nil
}

// MarshalJSON keeps the edits in their encoded form.
func (e *Batch) MarshalJSON() ([]byte, error) {
	out := batchJSON{Label: e.Label}
	for _, part := range e.Edits {
		raw, err := Encode(part)
		if err != nil {
			return nil, err
		}
		out.Edits = append(out.Edits, raw)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Batch) UnmarshalJSON(data []byte) error {
	var in batchJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	e.Label = in.Label
	for _, raw := range in.Edits {
		part, err := Decode(raw)
		if err != nil {
			return err
		}
		e.Edits = append(e.Edits, part)
	}
	return nil
}

type batchJSON struct {
	Label string            `json:"label"`
	Edits []json.RawMessage `json:"edits"`
}

// refuse gives an InUseError where there are users.
func refuse(what, name string, by []model.Ref) error {
	if len(by) == 0 {
		return nil
	}
	return &model.InUseError{What: what, Name: name, By: by}
}
