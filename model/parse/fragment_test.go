package parse

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestType(t *testing.T) {
	res, err := ReadString(context.Background(), "x.sql", `CREATE TYPE mood AS ENUM ('a'); CREATE SCHEMA app; CREATE DOMAIN app.code AS text;`)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ in, want string }{
		{"int", "integer"}, {"varchar(80)", "character varying(80)"}, {"timestamptz(3)", "timestamp(3) with time zone"},
		{"mood", "public.mood"}, {"mood[]", "public.mood[]"}, {"app.code", "app.code"}, {"NUMERIC(10)", "numeric(10,0)"},
		{"double precision", "double precision"}, {"interval day to second(3)", "interval day to second(3)"}, {"citext", "public.citext"},
		{`"char"`, `"char"`}, {"char(3)", "character(3)"}, {"bool", "boolean"}, {"pg_catalog.int8", "bigint"},
	}
	for _, tt := range tests {
		got, err := Type(res.Schema, tt.in)
		if err != nil || got.String() != tt.want {
			t.Errorf("Type(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
		var back = got
		if err := back.UnmarshalText([]byte(got.String())); err != nil || back != got {
			t.Errorf("%q read back is %+v, not %+v (%v)", got, back, got, err)
		}
	}
	var unknown *UnknownTypeError
	if _, err := Type(res.Schema, "modo"); !errors.As(err, &unknown) || unknown.Near != "mood" {
		t.Errorf("got %v", err)
	}
	for _, bad := range []string{"", "int; drop table x", "int FROM t", "1", "serial", "int, text", "int AS x"} {
		if got, err := Type(res.Schema, bad); err == nil {
			t.Errorf("Type(%q) = %q, want an error", bad, got)
		}
	}
}

func TestNames(t *testing.T) {
	got, err := Names(`a, "B c" , d`)
	if err != nil || !slices.Equal(got, []string{"a", "B c", "d"}) {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "a b c", "lower(a)", "a desc"} {
		if got, err := Names(bad); err == nil {
			t.Errorf("Names(%q) = %q, want an error", bad, got)
		}
	}
}
