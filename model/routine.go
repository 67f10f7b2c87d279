package model

import (
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// RoutineKind tells functions, procedures and aggregates apart.
type RoutineKind string

// The kinds of routine.
const (
	Function  RoutineKind = "FUNCTION"
	Procedure RoutineKind = "PROCEDURE"
	Aggregate RoutineKind = "AGGREGATE"
)

// Routine is a function, procedure or aggregate.
type Routine struct {
	Name    Name        `json:"name"`
	Kind    RoutineKind `json:"kind"`
	Args    []Arg       `json:"args,omitempty"`
	Returns string      `json:"returns,omitempty"` // "SETOF uuid", "TABLE(a integer)"; empty for procedures
	// ReturnType is the type in Returns without SETOF; zero for TABLE.
	ReturnType Type   `json:"returnType,omitzero"`
	Language   string `json:"language,omitempty"`
	Body       string `json:"body,omitempty"` // the text of AS
	// SQLBody is the standard form: RETURN ... or BEGIN ATOMIC ... END.
	SQLBody         string   `json:"sqlBody,omitempty"`
	Object          string   `json:"object,omitempty"`     // the library file of a C function
	Volatility      string   `json:"volatility,omitempty"` // "IMMUTABLE", "STABLE"; empty for VOLATILE
	Strict          bool     `json:"strict,omitempty"`
	SecurityDefiner bool     `json:"securityDefiner,omitempty"`
	Leakproof       bool     `json:"leakproof,omitempty"`
	Window          bool     `json:"window,omitempty"`
	Parallel        string   `json:"parallel,omitempty"` // "SAFE", "RESTRICTED"; empty for UNSAFE
	Cost            string   `json:"cost,omitempty"`
	Rows            string   `json:"rows,omitempty"`
	Config          []string `json:"config,omitempty"` // "search_path=public, extensions"
	Support         string   `json:"support,omitempty"`
	Definition      string   `json:"definition,omitempty"` // of an aggregate: its options, in the order of their names
	OrderedSet      bool     `json:"orderedSet,omitempty"` // an aggregate with ORDER BY among its arguments
	DirectArgs      int      `json:"directArgs,omitempty"` // how many arguments of it stand before ORDER BY
	Grants          []Grant  `json:"grants,omitempty"`
	Owner           string   `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment         string   `json:"comment,omitempty"`
	Origin          Origin   `json:"-"`
}

// ArgMode is the direction of an argument.
type ArgMode string

// The modes; the empty one is IN.
const (
	In       ArgMode = ""
	Out      ArgMode = "OUT"
	InOut    ArgMode = "INOUT"
	Variadic ArgMode = "VARIADIC"
	TableCol ArgMode = "TABLE"
)

// Arg is one argument of a routine, or one column of RETURNS TABLE.
type Arg struct {
	Mode    ArgMode    `json:"mode,omitempty"`
	Name    string     `json:"name,omitempty"`
	Type    Type       `json:"type"`
	Default *expr.Expr `json:"default,omitempty"`
}

// IsInput tells whether a caller gives the argument.
func (a Arg) IsInput() bool { return a.Mode != Out && a.Mode != TableCol }

// Key is the name with the input types: what tells overloads apart.
func (r *Routine) Key() Name {
	return Name{Schema: r.Name.Schema, Name: r.Name.Name + "(" + r.Signature() + ")"}
}

func (r *Routine) clone() *Routine { c := *r; return &c }

// Signature lists the types of the input arguments, as DROP FUNCTION takes them.
func (r *Routine) Signature() string {
	var parts []string
	for _, a := range r.Args {
		if a.IsInput() {
			parts = append(parts, a.Type.String())
		}
	}
	return strings.Join(parts, ", ")
}

// Ref spells the routine so that it cannot be taken for an overload:
// schema.name(types).
func (r *Routine) Ref() string { return r.Name.String() + "(" + r.Signature() + ")" }

// IdentityArguments writes the arguments as
// pg_get_function_identity_arguments does.
func (r *Routine) IdentityArguments() string { return r.arguments(false) }

// Arguments writes the arguments with their defaults.
func (r *Routine) Arguments() string { return r.arguments(true) }

func (r *Routine) arguments(defaults bool) string {
	if r.Kind == Aggregate && len(r.Args) == 0 {
		return "*"
	}
	if r.OrderedSet {
		direct, ordered := r.Args[:r.DirectArgs], r.Args[r.DirectArgs:]
		return strings.TrimSpace(r.argumentList(direct, false) + " ORDER BY " + r.argumentList(ordered, false))
	}
	return r.argumentList(r.Args, defaults)
}

func (r *Routine) argumentList(args []Arg, defaults bool) string {
	var parts []string
	for _, a := range args {
		if a.Mode == TableCol {
			continue
		}
		var words []string
		switch {
		case a.Mode != In:
			words = append(words, string(a.Mode))
		case r.Kind == Procedure:
			words = append(words, "IN")
		}
		if a.Name != "" {
			words = append(words, ident.Quote(a.Name))
		}
		words = append(words, a.Type.String())
		if defaults && a.Default != nil {
			words = append(words, "DEFAULT "+a.Default.Text())
		}
		parts = append(parts, strings.Join(words, " "))
	}
	return strings.Join(parts, ", ")
}

// Create writes the statement that makes the routine; head is "CREATE" or
// "CREATE OR REPLACE".
func (r *Routine) Create(head string) string {
	var b strings.Builder
	b.WriteString(head + " " + string(r.Kind) + " " + r.Name.String() + "(" + r.Arguments() + ")")
	if r.Kind == Aggregate {
		b.WriteString(" (" + r.Definition + ")")
		return b.String()
	}
	if r.Returns != "" {
		b.WriteString("\nRETURNS " + r.Returns)
	}
	if r.Language != "" {
		b.WriteString("\nLANGUAGE " + ident.Quote(r.Language))
	}
	for _, w := range r.properties() {
		b.WriteString("\n" + w)
	}
	for _, c := range r.Config {
		name, value, _ := strings.Cut(c, "=")
		b.WriteString("\nSET " + name + " = " + configValue(value))
	}
	switch {
	case r.SQLBody != "":
		b.WriteString("\n" + r.SQLBody)
	case r.Object != "":
		b.WriteString("\nAS " + ident.Literal(r.Object) + ", " + ident.Literal(r.Body))
	default:
		b.WriteString("\nAS " + ident.DollarQuote(r.Body))
	}
	return b.String()
}

func (r *Routine) properties() []string {
	var out []string
	add := func(on bool, word string) {
		if on {
			out = append(out, word)
		}
	}
	add(r.Window, "WINDOW")
	add(r.Volatility != "", r.Volatility)
	add(r.Strict, "STRICT")
	add(r.SecurityDefiner, "SECURITY DEFINER")
	add(r.Leakproof, "LEAKPROOF")
	add(r.Parallel != "", "PARALLEL "+r.Parallel)
	add(r.Cost != "", "COST "+r.Cost)
	add(r.Rows != "", "ROWS "+r.Rows)
	add(r.Support != "", "SUPPORT "+r.Support)
	return out
}

// configValue spells the value of SET: a list of names stays one, the empty
// value gets its quotes.
func configValue(v string) string {
	if v == "" || v == `""` {
		return "''"
	}
	if _, err := strconv.ParseFloat(v, 64); err == nil {
		return v
	}
	parts := splitQuoted(v, ',')
	for i, p := range parts {
		parts[i] = ident.Literal(strings.TrimSpace(p))
	}
	return strings.Join(parts, ", ")
}
