// Package erd lays tables out as an entity relationship diagram and paints
// them in character cells.
//
// The layout is layered: what is pointed at stands left of what points at it.
// Lines leave a box at the row of the referenced key and enter one at the row
// of the foreign key; between two layers lies a channel in which they change
// rows. All foreign keys to one key share one line that branches (a net), so
// that a T is always a join and a ┼ always a crossing. No line runs through a
// box, by construction: rows between boxes are reserved for lines that pass.
//
// The method is Sugiyama's, with these parts: cycles broken by depth-first
// search, longest-path layers with slack taken out, orders by medians and
// swaps (Gansner et al., 1993), rows by isotonic regression (pool adjacent
// violators), channels by constrained left-edge packing.
package erd
