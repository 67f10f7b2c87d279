package model

// Schema is one state of a database's schema. It is immutable: [Schema.Edit]
// opens a builder for the next one. The zero value is an empty database.
type Schema struct {
	Namespaces   Objects[*Namespace]
	Extensions   Objects[*Extension]
	Tables       Objects[*Table]
	Views        Objects[*View]
	Enums        Objects[*Enum]
	Domains      Objects[*Domain]
	Composites   Objects[*Composite]
	Opaques      Objects[*Opaque]
	Sequences    Objects[*Sequence]
	Routines     Objects[*Routine]
	Publications Objects[*Publication]
	// DefaultPrivileges is what new objects get.
	DefaultPrivileges Objects[*DefaultPrivileges]
	// Owner is the role that owns what names no owner; empty where that is
	// whoever makes it.
	Owner string
	// Verbatim holds, in order, the statements that are carried as they are.
	Verbatim []*Verbatim
}

// IsEmpty tells whether the schema holds nothing.
func (s *Schema) IsEmpty() bool {
	return s.Namespaces.Len()+s.Extensions.Len()+s.Tables.Len()+s.Views.Len()+s.Enums.Len()+s.Domains.Len()+s.Composites.Len()+
		s.Opaques.Len()+s.Sequences.Len()+s.Routines.Len()+s.Publications.Len()+s.DefaultPrivileges.Len()+len(s.Verbatim) == 0
}

// Builder makes the next state of a schema. What it hands out for writing is
// its own copy. After [Builder.Schema] it must not be used any more.
type Builder struct {
	base         *Schema
	namespaces   editor[*Namespace]
	extensions   editor[*Extension]
	tables       editor[*Table]
	views        editor[*View]
	enums        editor[*Enum]
	domains      editor[*Domain]
	composites   editor[*Composite]
	opaques      editor[*Opaque]
	sequences    editor[*Sequence]
	routines     editor[*Routine]
	publications editor[*Publication]
	defaults     editor[*DefaultPrivileges]
	verbatim     []*Verbatim

	relations   map[Name]relation // built when first asked for
	constraints map[Name]int      // constraint names in use, per schema
	inheritance answer            // whether some table has a parent
	creator     string            // see [Builder.As]
	owner       string
}

// Edit opens a builder on s, which stays as it is.
func (s *Schema) Edit() *Builder {
	return &Builder{
		base:         s,
		namespaces:   editor[*Namespace]{base: s.Namespaces},
		extensions:   editor[*Extension]{base: s.Extensions},
		tables:       editor[*Table]{base: s.Tables},
		views:        editor[*View]{base: s.Views},
		enums:        editor[*Enum]{base: s.Enums},
		domains:      editor[*Domain]{base: s.Domains},
		composites:   editor[*Composite]{base: s.Composites},
		opaques:      editor[*Opaque]{base: s.Opaques},
		sequences:    editor[*Sequence]{base: s.Sequences},
		routines:     editor[*Routine]{base: s.Routines},
		publications: editor[*Publication]{base: s.Publications},
		defaults:     editor[*DefaultPrivileges]{base: s.DefaultPrivileges},
		owner:        s.Owner,
		verbatim:     s.Verbatim[:len(s.Verbatim):len(s.Verbatim)],
	}
}

// Schema gives the state that was built.
func (b *Builder) Schema() *Schema {
	return &Schema{
		Namespaces:   b.namespaces.freeze(),
		Extensions:   b.extensions.freeze(),
		Tables:       b.tables.freeze(),
		Views:        b.views.freeze(),
		Enums:        b.enums.freeze(),
		Domains:      b.domains.freeze(),
		Composites:   b.composites.freeze(),
		Opaques:      b.opaques.freeze(),
		Sequences:    b.sequences.freeze(),
		Routines:     b.routines.freeze(),
		Publications: b.publications.freeze(),

		DefaultPrivileges: b.defaults.freeze(),

		Owner:    b.owner,
		Verbatim: b.verbatim,
	}
}

// Look gives the state so far, for reading before the next change only.
func (b *Builder) Look() *Schema { return b.Schema() }
