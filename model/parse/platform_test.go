package parse

import (
	"context"
	"strings"
	"testing"
)

const supabaseDump = `CREATE SCHEMA auth; CREATE SCHEMA storage; CREATE SCHEMA extensions; CREATE SCHEMA realtime;
CREATE EXTENSION pgcrypto WITH SCHEMA extensions;
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2');
CREATE FUNCTION storage.prevent() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION public.welcome() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION extensions.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE TABLE auth.sessions (id uuid PRIMARY KEY);
CREATE TABLE storage.objects (id uuid PRIMARY KEY);
CREATE TABLE public.profiles (id uuid PRIMARY KEY REFERENCES auth.users(id));
CREATE TRIGGER theirs BEFORE INSERT ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.prevent();
CREATE TRIGGER ours AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.welcome();
CREATE POLICY mine ON storage.objects USING (true);
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION extensions.watch();
CREATE PUBLICATION supabase_realtime;`

// TestWholeSupabaseDump keeps of a dump what the project made.
func TestWholeSupabaseDump(t *testing.T) {
	res, err := ReadString(context.Background(), "dump.sql", supabaseDump)
	if err != nil {
		t.Fatal(err)
	}
	s := res.Schema
	var got []string
	for x := range s.Tables.All() {
		line := x.Name.String()
		if x.External {
			line += " external"
		}
		for _, g := range x.Triggers {
			line += " " + g.Name
		}
		for _, p := range x.Policies {
			line += " " + p.Name
		}
		got = append(got, line)
	}
	const want = "auth.users external ours, public.profiles, storage.objects external mine"
	if g := strings.Join(got, ", "); g != want {
		t.Errorf("got  %s\nwant %s", g, want)
	}
	if s.Enums.Len() != 0 || s.Routines.Len() != 1 || s.Namespaces.Len() != 0 || len(s.Verbatim) != 0 {
		t.Errorf("%d enums, %d functions, %d schemas and %d carried statements were kept", s.Enums.Len(), s.Routines.Len(), s.Namespaces.Len(), len(s.Verbatim))
	}
	for x := range s.Extensions.All() {
		if !x.External {
			t.Errorf("the extension %s is taken for the project's", x.Name)
		}
	}
	for p := range s.Publications.All() {
		if !p.External {
			t.Errorf("the publication %s is taken for the project's", p.Name)
		}
	}
	if len(res.Diagnostics) != 1 || !strings.Contains(res.Diagnostics[0].Message, "set aside") {
		t.Errorf("it is not said: %v", res.Diagnostics)
	}
}

// TestOwnAuthSchema leaves a project its own auth schema.
func TestOwnAuthSchema(t *testing.T) {
	res, err := ReadString(context.Background(), "own.sql", `CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY);`)
	if err != nil {
		t.Fatal(err)
	}
	if res.Schema.Namespaces.Len() != 1 || res.Schema.Tables.Len() != 1 || res.Schema.Tables.At(0).External {
		t.Error("the schema auth was taken for the platform's")
	}
}
