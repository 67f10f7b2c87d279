package model

// The Restore functions put whole objects, as they are, in the place of what
// has their names, and take others out, without a look at what depends on
// them. They are for going back to a state that was consistent.

func restore[T Object](e *editor[T], put []T, gone []Name) {
	for _, n := range gone {
		e.drop(n)
	}
	for _, t := range put {
		e.share(t)
	}
}

// forgetNames makes the register of names be built anew when it is needed.
func (b *Builder) forgetNames() { b.relations, b.constraints, b.inheritance = nil, nil, unknown }

// RestoreNamespaces puts namespaces back.
func (b *Builder) RestoreNamespaces(put []*Namespace, gone []Name) {
	restore(&b.namespaces, put, gone)
}

// RestoreExtensions puts extensions back.
func (b *Builder) RestoreExtensions(put []*Extension, gone []Name) {
	restore(&b.extensions, put, gone)
}

// RestoreTables puts tables back.
func (b *Builder) RestoreTables(put []*Table, gone []Name) {
	restore(&b.tables, put, gone)
	b.forgetNames()
}

// RestoreViews puts views back.
func (b *Builder) RestoreViews(put []*View, gone []Name) {
	restore(&b.views, put, gone)
	b.forgetNames()
}

// RestoreEnums puts enums back.
func (b *Builder) RestoreEnums(put []*Enum, gone []Name) { restore(&b.enums, put, gone) }

// RestoreDomains puts domains back.
func (b *Builder) RestoreDomains(put []*Domain, gone []Name) {
	restore(&b.domains, put, gone)
	b.forgetNames()
}

// RestoreComposites puts composite types back.
func (b *Builder) RestoreComposites(put []*Composite, gone []Name) {
	restore(&b.composites, put, gone)
	b.forgetNames()
}

// RestoreOpaques puts range and base types back.
func (b *Builder) RestoreOpaques(put []*Opaque, gone []Name) { restore(&b.opaques, put, gone) }

// RestoreSequences puts sequences back.
func (b *Builder) RestoreSequences(put []*Sequence, gone []Name) {
	restore(&b.sequences, put, gone)
	b.forgetNames()
}

// RestoreRoutines puts routines back.
func (b *Builder) RestoreRoutines(put []*Routine, gone []Name) { restore(&b.routines, put, gone) }

// RestorePublications puts publications back.
func (b *Builder) RestorePublications(put []*Publication, gone []Name) {
	restore(&b.publications, put, gone)
}
