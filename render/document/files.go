package document

import (
	"path"
	"strings"
	"time"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/render/sql"
)

// File is a document with its path below the project's root.
type File struct {
	Name string // "migration", "rollback", "policies", "indexes", "architecture"
	Path string
	Text string
}

// Stamp is the form of a migration's version.
const Stamp = "20060102150405"

// Export is what all documents of a design are made from.
type Export struct {
	Name     string
	Author   string
	At       time.Time
	Base     *model.Schema
	Target   *model.Schema
	Edits    []edit.Edit
	Findings *checks.Result
	Settings settings.Settings
	// Online has the migration written for a database in use; see [sql.Online].
	Online bool
}

// Files makes every document. The same export gives the same bytes.
func Files(x Export) []File {
	changes := diff.Between(x.Base, x.Target, x.Edits)
	forward := sql.New(changes)
	if x.Online {
		forward = sql.Online(changes, x.Base)
	}
	back := sql.New(diff.Back(x.Base, x.Target, x.Edits))
	slug := slugOf(x.Name)
	artifacts := strings.ReplaceAll(x.Settings.Paths.Artifacts, "{feature}", slug)
	migration := path.Join(x.Settings.Paths.Migrations, x.MigrationName())
	head := func(title string, notes ...string) sql.Header {
		return sql.Header{Title: title, Design: x.Name, Written: x.At, Notes: notes}
	}
	return []File{
		{"migration", migration, forward.Text(head("Migration: "+x.Name, "Every statement can be run again."))},
		{"rollback", path.Join(artifacts, "rollback.sql"), back.Text(head("Rollback: "+x.Name, "Takes back "+path.Base(migration)+"."))},
		{"policies", path.Join(artifacts, "rls-policies.sql"), forward.Only(sql.Security, sql.Grants).Text(head("Row level security: " + x.Name))},
		{"indexes", path.Join(artifacts, "indexes.sql"), forward.Only(sql.Indexes).Text(head("Constraints and indexes: " + x.Name))},
		{"architecture", x.Settings.Paths.Architecture, Architecture(Input{
			Name: x.Name, Author: x.Author, Date: x.At, Base: x.Base, Target: x.Target, Changes: changes, Lineage: diff.Trace(x.Base, x.Edits),
			Migration: migration, Rollback: back, Findings: x.Findings, Settings: x.Settings})},
	}
}

// MigrationName is the file name of the migration: its stamp and the design.
func (x Export) MigrationName() string {
	return x.At.UTC().Format(Stamp) + "_" + slugOf(x.Name) + ".sql"
}

// slugOf makes a file name's part of a design's name.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	if s := strings.Trim(b.String(), "_"); s != "" {
		return s
	}
	return "design"
}
