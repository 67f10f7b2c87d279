package app

import (
	tea "github.com/charmbracelet/bubbletea"
)

// action is something a key does. Help, palette and footer are made from the
// list of all actions.
type action struct {
	name  string // how tests and the palette's memory call it
	keys  []string
	title string
	group string
	// where tells whether the action belongs to what is on the screen.
	where func(*App) bool
	// why tells why it cannot be done right now, empty where it can.
	why func(*App) string
	run func(*App) tea.Cmd
	// plain marks movements, which the palette leaves out.
	plain bool
}

// The groups of actions, in the order of the help.
const (
	groupEdit = "Edit"
	groupGo   = "Go"
	groupMove = "Move"
	groupSee  = "See"
	groupRest = "pgdraft"
)

func groups() []string { return []string{groupEdit, groupGo, groupSee, groupMove, groupRest} }

func anywhere(a *App) bool       { return a.ready() }
func onDesign(a *App) bool       { return a.ready() && a.screen == Design }
func onERD(a *App) bool          { return a.ready() && a.screen == ERD }
func onList(a *App) bool         { return a.ready() && a.screen != ERD }
func onMigration(a *App) bool    { return a.ready() && a.screen == Migration }
func whereFindings(a *App) bool  { return onDesign(a) || a.ready() && a.screen == Findings }
func always(*App) string         { return "" }
func whenWritable(a *App) string { return a.whyNotEdit() }

func (a *App) whyNotEdit() string {
	if a.readOnly() {
		return "the design is open read-only"
	}
	return ""
}

// actions lists everything that keys do, outside of dialogs.
func actions() []action {
	return append(append(editActions(), goActions()...), append(seeActions(), restActions()...)...)
}

func editActions() []action {
	return []action{
		{name: "add", keys: []string{"a"}, title: "add", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.adder(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.adder(); return a.ask(f) }},
		{name: "edit", keys: []string{"e"}, title: "edit", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.editor(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.editor(); return a.ask(f) }},
		{name: "rename", keys: []string{"r"}, title: "rename", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.renamer(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.renamer(); return a.ask(f) }},
		{name: "delete", keys: []string{"d"}, title: "delete", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.deleter(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.deleter(); return a.ask(f) }},
		{name: "comment", keys: []string{"c"}, title: "comment", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.commenter(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.commenter(); return a.ask(f) }},
		{name: "convert", title: "turn a column of text into an enum, or back", group: groupEdit, where: onDesign, why: func(a *App) string { _, why := a.converter(); return why },
			run: func(a *App) tea.Cmd { f, _ := a.converter(); return a.ask(f) }},
		{name: "add enum", title: "add an enum", group: groupEdit, where: onDesign, why: whenWritable,
			run: func(a *App) tea.Cmd { return a.ask(a.enumForm()) }},
		{name: "add table", title: "add a table", group: groupEdit, where: onDesign, why: whenWritable,
			run: func(a *App) tea.Cmd { return a.ask(a.tableForm()) }},
		{name: "fix", keys: []string{"f"}, title: "fix the finding", group: groupEdit, where: whereFindings, why: (*App).whyNotFix,
			run: (*App).askFix},
		{name: "undo", keys: []string{"u"}, title: "undo", group: groupEdit, where: anywhere, why: func(a *App) string {
			if why := a.whyNotEdit(); why != "" {
				return why
			}
			if len(a.snap.Edits) == 0 {
				return "there is nothing to undo"
			}
			return ""
		}, run: (*App).undo},
		{name: "redo", keys: []string{"ctrl+r"}, title: "redo", group: groupEdit, where: anywhere, why: func(a *App) string {
			if why := a.whyNotEdit(); why != "" {
				return why
			}
			if len(a.snap.Redoable) == 0 {
				return "there is nothing to redo"
			}
			return ""
		}, run: (*App).redo},
	}
}

func goActions() []action {
	to := func(s Screen) func(*App) tea.Cmd { return func(a *App) tea.Cmd { return a.goTo(s) } }
	return []action{
		{name: "design", keys: []string{"1"}, title: "design", group: groupGo, where: anywhere, why: always, run: to(Design)},
		{name: "erd", keys: []string{"2"}, title: "erd", group: groupGo, where: anywhere, why: always, run: to(ERD)},
		{name: "findings", keys: []string{"3"}, title: "findings", group: groupGo, where: anywhere, why: always, run: to(Findings)},
		{name: "migration", keys: []string{"4"}, title: "migration", group: groupGo, where: anywhere, why: always, run: to(Migration)},
		{name: "in", keys: []string{"enter"}, title: "go in", group: groupGo, where: anywhere, why: always, run: (*App).in},
		{name: "out", keys: []string{"esc"}, title: "go out", group: groupGo, where: anywhere, why: always, run: (*App).out},
		{name: "open", keys: []string{"o"}, title: "open what it is about", group: groupGo, where: anywhere, why: (*App).whyNotOpen, run: (*App).openTarget},
		{name: "next finding", keys: []string{"]"}, title: "next finding", group: groupGo, where: whereFindings, why: (*App).whyNoFinding,
			run: func(a *App) tea.Cmd { return a.stepFinding(1) }},
		{name: "previous finding", keys: []string{"["}, title: "previous finding", group: groupGo, where: whereFindings, why: (*App).whyNoFinding,
			run: func(a *App) tea.Cmd { return a.stepFinding(-1) }},
		{name: "filter", keys: []string{"/"}, title: "filter, find", group: groupGo, where: func(a *App) bool { return a.ready() && a.screen != Migration }, why: always, run: (*App).startFilter},
		{name: "next pane", keys: []string{"tab"}, title: "next pane", group: groupGo, where: onDesign, why: always, plain: true,
			run: func(a *App) tea.Cmd { return a.focusPane((a.focus + 1) % 3) }},
		{name: "previous pane", keys: []string{"shift+tab"}, title: "previous pane", group: groupGo, where: onDesign, why: always, plain: true,
			run: func(a *App) tea.Cmd { return a.focusPane((a.focus + 2) % 3) }},
		{name: "next line", keys: []string{"tab"}, title: "next line of the table", group: groupGo, where: onERD, why: always, plain: true,
			run: func(a *App) tea.Cmd { a.diagram.nextEdge(1); return nil }},
		{name: "previous line", keys: []string{"shift+tab"}, title: "previous line of the table", group: groupGo, where: onERD, why: always, plain: true,
			run: func(a *App) tea.Cmd { a.diagram.nextEdge(-1); return nil }},
		{name: "back", keys: []string{"ctrl+o", "b"}, title: "back along the line", group: groupGo, where: onERD, why: func(a *App) string {
			if len(a.diagram.jumps) == 0 {
				return "no line was followed yet"
			}
			return ""
		}, run: (*App).jumpBack},
	}
}

func seeActions() []action {
	return []action{
		{name: "more", keys: []string{"+", "="}, title: "more of each table", group: groupSee, where: onERD, why: always, run: func(a *App) tea.Cmd { return a.level(1) }},
		{name: "less", keys: []string{"-"}, title: "less of each table", group: groupSee, where: onERD, why: always, run: func(a *App) tea.Cmd { return a.level(-1) }},
		{name: "zoom", keys: []string{"z"}, title: "only what is 1, 2, 3 hops around", group: groupSee, where: onERD, why: always, run: (*App).zoom},
		{name: "hubs", keys: []string{"H"}, title: "draw or fold what all tables point at", group: groupSee, where: onERD, why: always, run: (*App).toggleHubs},
		{name: "side", keys: []string{"v"}, title: "third column: surroundings, migration, none", group: groupSee, where: onDesign, why: func(a *App) string {
			if a.w < 170 {
				return "the screen has room for a third column from 170 columns on"
			}
			return ""
		}, run: func(a *App) tea.Cmd { a.side = (a.side + 1) % sideKinds; return a.layoutDiagram() }},
		{name: "rollback", keys: []string{"t"}, title: "migration or rollback", group: groupSee, where: onMigration, why: always,
			run: func(a *App) tea.Cmd { a.steps.back = !a.steps.back; a.steps.Cursor = 0; return nil }},
		{name: "remarks", keys: []string{"!"}, title: "what of the source was not read", group: groupSee, where: anywhere, why: func(a *App) string {
			if len(a.remarks()) == 0 {
				return "everything was read, and every edit fits"
			}
			return ""
		}, run: (*App).openRemarks},
		{name: "history", keys: []string{"L"}, title: "the edits so far", group: groupSee, where: anywhere, why: func(a *App) string {
			if len(a.snap.Edits) == 0 {
				return "there is no edit yet"
			}
			return ""
		}, run: (*App).openHistory},
		{name: "read", keys: []string{" "}, title: "read it whole", group: groupSee, where: func(a *App) bool { return a.ready() && (a.screen == Findings || a.screen == Migration) },
			why: (*App).whyNotRead, run: (*App).openReader},
		{name: "copy", keys: []string{"y"}, title: "copy as SQL or Mermaid", group: groupSee, where: anywhere, why: (*App).whyNotCopy, run: (*App).copyOut},
	}
}

func restActions() []action {
	return append(moveActions(), []action{
		{name: "export", keys: []string{"E"}, title: "export the documents", group: groupRest, where: anywhere, why: func(a *App) string {
			switch {
			case a.cfg.Export == nil:
				return "this session cannot write files"
			case a.snap.Migration.Empty():
				return "there is nothing to export: the design changes nothing"
			}
			return a.whyNotEdit()
		}, run: (*App).planExport},
		{name: "rehearse", keys: []string{"R"}, title: "rehearse on a throw-away PostgreSQL", group: groupRest, where: anywhere, why: (*App).whyNotRehearse, run: (*App).rehearse},
		{name: "palette", keys: []string{":", "ctrl+p"}, title: "all commands", group: groupRest, where: anywhere, why: always, run: (*App).openPalette},
		{name: "help", keys: []string{"?"}, title: "keys", group: groupRest, where: func(*App) bool { return true }, why: always, run: (*App).openHelp},
		{name: "quit", keys: []string{"q", "ctrl+c"}, title: "leave; every edit is saved", group: groupRest, where: func(*App) bool { return true }, why: always,
			run: func(a *App) tea.Cmd { a.quitting = true; return tea.Quit }},
	}...)
}

func moveActions() []action {
	move := func(by int) func(*App) tea.Cmd { return func(a *App) tea.Cmd { return a.move(by) } }
	pan := func(dx, dy int) func(*App) tea.Cmd {
		return func(a *App) tea.Cmd { a.diagram.x += dx; a.diagram.y += dy; return nil }
	}
	jump := func(dx, dy int) func(*App) tea.Cmd {
		return func(a *App) tea.Cmd { a.diagram.nearest(dx, dy); return a.revealDiagram() }
	}
	const far = 1 << 20
	return []action{
		{name: "down", keys: []string{"j", "down"}, title: "down", group: groupMove, where: onList, why: always, plain: true, run: move(1)},
		{name: "up", keys: []string{"k", "up"}, title: "up", group: groupMove, where: onList, why: always, plain: true, run: move(-1)},
		{name: "page down", keys: []string{"pgdown", "ctrl+d"}, title: "page down", group: groupMove, where: onList, why: always, plain: true, run: move(15)},
		{name: "page up", keys: []string{"pgup", "ctrl+u"}, title: "page up", group: groupMove, where: onList, why: always, plain: true, run: move(-15)},
		{name: "first", keys: []string{"g", "home"}, title: "first", group: groupMove, where: onList, why: always, plain: true, run: move(-far)},
		{name: "last", keys: []string{"G", "end"}, title: "last", group: groupMove, where: onList, why: always, plain: true, run: move(far)},
		{name: "left", keys: []string{"h", "left"}, title: "fold, or the tab before", group: groupMove, where: onDesign, why: always, plain: true, run: func(a *App) tea.Cmd { return a.sideways(-1) }},
		{name: "right", keys: []string{"l", "right"}, title: "unfold, or the next tab", group: groupMove, where: onDesign, why: always, plain: true, run: func(a *App) tea.Cmd { return a.sideways(1) }},
		{name: "pan left", keys: []string{"h", "left"}, title: "pan left", group: groupMove, where: onERD, why: always, plain: true, run: pan(-6, 0)},
		{name: "pan right", keys: []string{"l", "right"}, title: "pan right", group: groupMove, where: onERD, why: always, plain: true, run: pan(6, 0)},
		{name: "pan up", keys: []string{"k", "up"}, title: "pan up", group: groupMove, where: onERD, why: always, plain: true, run: pan(0, -3)},
		{name: "pan down", keys: []string{"j", "down"}, title: "pan down", group: groupMove, where: onERD, why: always, plain: true, run: pan(0, 3)},
		{name: "table left", keys: []string{"shift+left"}, title: "table to the left", group: groupMove, where: onERD, why: always, plain: true, run: jump(-1, 0)},
		{name: "table right", keys: []string{"shift+right"}, title: "table to the right", group: groupMove, where: onERD, why: always, plain: true, run: jump(1, 0)},
		{name: "table up", keys: []string{"shift+up", "K"}, title: "table above", group: groupMove, where: onERD, why: always, plain: true, run: jump(0, -1)},
		{name: "table down", keys: []string{"shift+down", "J"}, title: "table below", group: groupMove, where: onERD, why: always, plain: true, run: jump(0, 1)},
	}
}
