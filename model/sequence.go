package model

import (
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

// Sequence is a sequence, also the one inside an identity column.
type Sequence struct {
	Name     Name            `json:"name"`
	Type     string          `json:"type,omitempty"` // empty for bigint
	Options  SequenceOptions `json:"options,omitzero"`
	OwnedBy  ColumnRef       `json:"ownedBy,omitzero"`
	Unlogged bool            `json:"unlogged,omitempty"`
	Grants   []Grant         `json:"grants,omitempty"`
	Owner    string          `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment  string          `json:"comment,omitempty"`
	// Implied says that a serial or identity column made it, Identity that it
	// is the inside of an identity column and has no statements of its own.
	Implied  bool   `json:"implied,omitempty"`
	Identity bool   `json:"identity,omitempty"`
	Origin   Origin `json:"-"`
}

// ColumnRef names a column of a table.
type ColumnRef struct {
	Table  Name   `json:"table"`
	Column string `json:"column"`
}

// String spells the column as SQL, or NONE for no column.
func (r ColumnRef) String() string {
	if r.Column == "" {
		return "NONE"
	}
	return r.Table.String() + "." + ident.Quote(r.Column)
}

// SequenceOptions are the numbers of a sequence; nil where the default holds.
type SequenceOptions struct {
	Start     *int64 `json:"start,omitempty"`
	Increment *int64 `json:"increment,omitempty"`
	Min       *int64 `json:"min,omitempty"`
	Max       *int64 `json:"max,omitempty"`
	Cache     *int64 `json:"cache,omitempty"`
	Cycle     bool   `json:"cycle,omitempty"`
}

// String writes the options as CREATE SEQUENCE takes them, without those
// that hold their default.
func (o SequenceOptions) String() string {
	var parts []string
	add := func(word string, v *int64) {
		if v != nil {
			parts = append(parts, word+" "+strconv.FormatInt(*v, 10))
		}
	}
	add("START WITH", o.Start)
	add("INCREMENT BY", o.Increment)
	add("MINVALUE", o.Min)
	add("MAXVALUE", o.Max)
	add("CACHE", o.Cache)
	if o.Cycle {
		parts = append(parts, "CYCLE")
	}
	return strings.Join(parts, " ")
}

func (o SequenceOptions) inParentheses() string {
	if s := o.String(); s != "" {
		return " (" + s + ")"
	}
	return ""
}

// Key is the sequence's name.
func (s *Sequence) Key() Name { return s.Name }

func (s *Sequence) clone() *Sequence { c := *s; return &c }

// Definition writes what follows the name in CREATE SEQUENCE, without
// ownership.
func (s *Sequence) Definition() string {
	var parts []string
	if s.Type != "" && s.Type != "bigint" {
		parts = append(parts, "AS "+s.Type)
	}
	if o := s.Options.String(); o != "" {
		parts = append(parts, o)
	}
	return strings.Join(parts, " ")
}
