package edit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// validName refuses what PostgreSQL would refuse or cut short.
func validName(name string) error {
	switch {
	case name == "":
		return errors.New("a name is needed")
	case strings.ContainsRune(name, 0):
		return errors.New("a name cannot hold a NUL byte")
	case len(name) > ident.MaxBytes:
		return fmt.Errorf("the name has %d bytes and PostgreSQL keeps %d: it would become %s; choose a shorter one",
			len(name), ident.MaxBytes, ident.Quote(ident.Truncate(name)))
	}
	return nil
}

// validType tells whether a column can have a type. Of the types that an
// extension may have made, and of the built-in ones, it believes all.
func validType(b *model.Builder, column string, t model.Type) error {
	name := model.Name{Schema: t.Schema, Name: t.Name}
	switch {
	case t.Name == "":
		return fmt.Errorf("column %s needs a type", ident.Quote(column))
	case t.Is("void", "trigger", "event_trigger", "record", "unknown", "internal", "cstring", "any", "anyelement", "anyarray", "anyenum"):
		return fmt.Errorf("%s is a type for functions; a column cannot have it", t)
	case t.Schema == "", b.HasType(name), model.IsManagedSchema(t.Schema):
		return nil
	}
	for _, x := range b.Extensions() {
		if x.Schema == t.Schema || x.Schema == "" {
			return nil
		}
	}
	return &model.NotFoundError{What: "type", Name: name.String()}
}

// systemColumns are those that PostgreSQL has in every table by itself.
var systemColumns = []string{"tableoid", "ctid", "xmin", "cmin", "xmax", "cmax"}

// validColumn tells whether a column can be made as it is.
func validColumn(b *model.Builder, table model.Name, c *model.Column) error {
	if slices.Contains(systemColumns, c.Name) {
		return fmt.Errorf("%s is a name of PostgreSQL's own: every table has a system column that is called so", ident.Quote(c.Name))
	}
	if err := validType(b, c.Name, c.Type); err != nil {
		return err
	}
	return validDefault(b, table, c.Name, c.Type, c.Default)
}

// validDefault refuses a default that no value of the type is, that reads
// columns, or that asks a query.
func validDefault(b *model.Builder, table model.Name, column string, t model.Type, def *expr.Expr) error {
	what := "the default of column " + ident.Quote(column)
	if def.HasQuery() {
		return fmt.Errorf("%s cannot hold a query; use a function or a trigger", what)
	}
	if used := def.Columns(); len(used) > 0 {
		return fmt.Errorf("%s cannot read column %s; a generated column can", what, ident.Quote(used[0][len(used[0])-1]))
	}
	value, ok := def.Literal()
	if !ok || t.Array {
		return nil
	}
	if enum := b.Enum(model.Name{Schema: t.Schema, Name: t.Name}); enum != nil {
		if enum.Has(value) {
			return nil
		}
		return fmt.Errorf("%s: %w", what, &model.NotFoundError{What: "value", Name: ident.Literal(value),
			In: enum.Name.String(), Near: model.Nearest(value, enum.Values)})
	}
	if t.Is("smallint", "integer", "bigint", "numeric", "real", "double precision") {
		if _, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil {
			return fmt.Errorf("%s is %s, which is no %s", what, ident.Literal(value), t)
		}
	}
	return nil
}

// validCondition tells whether an expression over a table's own columns, as
// checks, indexes and generated columns have it, can be read.
func validCondition(t *model.Table, what string, e *expr.Expr) error {
	if e.HasQuery() {
		return fmt.Errorf("%s cannot hold a query", what)
	}
	return knownColumns(t, what, e)
}

// knownColumns tells whether the columns that an expression reads are there.
// What its sub-queries read is not looked at.
func knownColumns(t *model.Table, what string, e *expr.Expr) error {
	if t == nil || t.External {
		return nil
	}
	for _, name := range e.OwnColumns(t.Name.Name) {
		if t.Column(name) != nil || name == t.Name.Name || name == "*" || slices.Contains(systemColumns, name) {
			continue
		}
		names := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			names[i] = c.Name
		}
		near := model.Nearest(name, names)
		if near != "" {
			near = ident.Quote(near)
		}
		return fmt.Errorf("%s: %w", what, &model.NotFoundError{What: "column", Name: ident.Quote(name), In: t.Name.String(), Near: near})
	}
	return nil
}

// typeFamily groups the types that PostgreSQL casts into each other.
type typeFamily int

const (
	otherType typeFamily = iota // not known here: of an extension, a composite
	textType
	numberType
	timeType
	jsonType
	booleanType
	uuidType
	enumType
	clockType
	intervalType
	bytesType
	networkType
)

func familyOf(b *model.Builder, t model.Type) typeFamily {
	switch {
	case t.Is("text", "character varying", "character", "name"):
		return textType
	case t.Is("smallint", "integer", "bigint", "numeric", "real", "double precision"):
		return numberType
	case t.Is("timestamp with time zone", "timestamp without time zone", "date"):
		return timeType
	case t.Is("json", "jsonb"):
		return jsonType
	case t.Is("boolean"):
		return booleanType
	case t.Is("uuid"):
		return uuidType
	case t.Is("time with time zone", "time without time zone"):
		return clockType
	case t.Is("interval"):
		return intervalType
	case t.Is("bytea"):
		return bytesType
	case t.Is("inet", "cidr"):
		return networkType
	case b.Enum(model.Name{Schema: t.Schema, Name: t.Name}) != nil:
		return enumType
	}
	return otherType
}

// castable tells whether values of one type can be cast to another; of types
// that are not known here it says yes.
func castable(b *model.Builder, from, to model.Type) bool {
	from, to = underDomains(b, from), underDomains(b, to)
	if from.Array && to.Array {
		from.Array, to.Array = false, false
	}
	a, z := familyOf(b, from), familyOf(b, to)
	switch {
	case from.Array != to.Array: // text is the one way between an array and anything else
		return a == textType || z == textType
	case a == otherType || z == otherType || a == textType || z == textType:
		return true
	case a == enumType && z == enumType:
		return true // by way of text, as the migration writes it
	case a == booleanType && z == numberType:
		return to.Is("integer")
	case a == numberType && z == booleanType:
		return from.Is("integer")
	case a == timeType && z == clockType:
		return !from.Is("date")
	case a == clockType && z == intervalType, a == intervalType && z == clockType:
		return from.Is("time without time zone", "interval") && !to.Is("time with time zone")
	}
	return a == z
}
