package app

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/render/erd"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/form"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// goTo shows a screen.
func (a *App) goTo(s Screen) tea.Cmd {
	if s == ERD && a.screen != ERD {
		if t := a.table(); t != nil {
			a.diagram.want = t.Name
		}
	}
	a.screen = s
	return a.layoutDiagram()
}

func (a *App) focusPane(p Pane) tea.Cmd {
	a.focus = p
	return nil
}

// move moves the cursor of whatever has the focus.
func (a *App) move(by int) tea.Cmd {
	switch {
	case a.screen == Findings:
		a.all.Move(by, len(a.all.findings))
	case a.screen == Migration:
		a.steps.Move(by, len(a.steps.statements()))
	case a.focus == TreePane:
		a.tree.Move(by, len(a.tree.Items))
		a.selectionChanged()
		return a.layoutDiagram()
	case a.focus == DetailPane:
		a.detail.Move(by, a.detail.Len())
	default:
		a.here.Move(by, len(a.here.findings))
	}
	return nil
}

func (a *App) sideways(by int) tea.Cmd {
	switch a.focus {
	case TreePane:
		a.tree.Set(by > 0)
		a.selectionChanged()
	case DetailPane:
		a.detail.NextTab(by)
	}
	return nil
}

// in goes into what the cursor is on.
func (a *App) in() tea.Cmd {
	switch {
	case a.screen == ERD:
		if a.diagram.follow() {
			return a.revealDiagram()
		}
	case a.screen == Findings:
		return a.openTarget()
	case a.screen == Migration:
	case a.focus == TreePane:
		if a.tree.Toggle() {
			a.selectionChanged()
			return nil
		}
		a.focus = DetailPane
	case a.focus == DetailPane:
		if f, why := a.editor(); why == "" {
			return a.ask(f)
		}
	case a.focus == FindingsPane:
		return a.openTarget()
	}
	return nil
}

// out goes back to what holds it.
func (a *App) out() tea.Cmd {
	switch {
	case a.screen == Findings && a.all.filter != "":
		a.all.setFilter("")
	case a.screen != Design:
		return a.goTo(Design)
	case a.focus != TreePane:
		a.focus = TreePane
	case a.tree.Filter != "":
		at := a.tree.Selected()
		a.tree.SetFilter("")
		a.tree.Reveal(at)
		a.selectionChanged()
	}
	a.say("")
	return nil
}

// finding is the finding that f and o are about.
func (a *App) finding() *checks.Finding {
	if a.screen == Findings {
		return a.all.selected()
	}
	return a.here.selected()
}

func (a *App) whyNotFix() string {
	if why := a.whyNotEdit(); why != "" {
		return why
	}
	f := a.finding()
	switch {
	case f == nil:
		return "there is no finding here"
	case !f.Fixable():
		return "this finding has no quick fix: " + f.Rule.HowToFix
	}
	return ""
}

// askFix shows what the quick fix would do and lets the user decide.
func (a *App) askFix() tea.Cmd {
	f := a.finding()
	return a.ask(form.Confirm("Fix "+f.Rule.ID+"  "+f.Object.String(), "fix", f.Fix()))
}

func (a *App) whyNoFinding() string {
	if len(a.all.findings) == 0 {
		return "the checklist finds nothing"
	}
	return ""
}

// stepFinding goes to the next finding of all and shows its object.
func (a *App) stepFinding(by int) tea.Cmd {
	if a.screen == Findings {
		a.all.Move(by, len(a.all.findings))
		return nil
	}
	n := len(a.all.findings)
	at := -1
	if cur := a.here.selected(); cur != nil {
		for i, f := range a.all.findings {
			if f == cur {
				at = i
			}
		}
	}
	if at < 0 && by < 0 {
		at = 0
	}
	a.all.Cursor = (at + by + n) % n
	return a.showFinding(a.all.selected())
}

// showFinding selects a finding's object and the finding.
func (a *App) showFinding(f *checks.Finding) tea.Cmd {
	a.screen = Design
	if !a.tree.Reveal(refOf(f)) {
		return nil
	}
	a.selectionChanged()
	for i, x := range a.here.findings {
		if x == f {
			a.here.Cursor = i
		}
	}
	if t := a.table(); t != nil && f.Object.Sub != "" {
		name := f.Object.Sub
		for _, c := range t.Columns {
			if ident.Quote(c.Name) == name {
				a.detail.Open(detail.Columns, c.Name)
			}
		}
		for _, c := range t.Constraints {
			if ident.Quote(c.Name) == name {
				a.detail.Open(detail.Constraints, c.Name)
			}
		}
		for _, p := range t.Policies {
			if strings.HasPrefix(name, ident.Quote(p.Name)) {
				a.detail.Open(detail.Policies, p.Name)
			}
		}
	}
	return a.layoutDiagram()
}

// target is the table that the cursor's line leads to.
func (a *App) target() (model.Name, bool) {
	t := a.table()
	if t == nil || a.focus != DetailPane {
		return model.Name{}, false
	}
	name := a.detail.Selected()
	for _, fk := range t.ForeignKeys() {
		if a.detail.TabName() == detail.Constraints && fk.Name == name {
			return fk.RefTable, true
		}
		if a.detail.TabName() == detail.Columns {
			for _, c := range fk.Columns {
				if c == name {
					return fk.RefTable, true
				}
			}
		}
	}
	return model.Name{}, false
}

func (a *App) whyNotOpen() string {
	switch {
	case a.screen == ERD && a.diagram.node >= 0:
		return ""
	case a.screen == Findings && a.all.selected() != nil:
		return ""
	case a.screen == Migration:
		return "a statement is shown where it stands"
	case a.screen == Design && a.focus == FindingsPane && a.here.selected() != nil:
		return ""
	case a.screen == Design && a.focus == DetailPane:
		if _, ok := a.target(); ok {
			return ""
		}
		if c := a.columnType(); c.Kind != 0 {
			return ""
		}
		return "this line leads nowhere: it is no foreign key and has no type of the schema's own"
	}
	return "there is nothing to open here"
}

// columnType is the enum or other type of the schema that the column under
// the cursor has.
func (a *App) columnType() tree.Ref {
	t := a.table()
	if t == nil || a.detail.TabName() != detail.Columns {
		return tree.Ref{}
	}
	c := t.Column(a.detail.Selected())
	if c == nil || c.Type.Schema == "" {
		return tree.Ref{}
	}
	n := model.Name{Schema: c.Type.Schema, Name: c.Type.Name}
	switch {
	case a.snap.Target.Enums.Has(n):
		return tree.Ref{Kind: tree.Enum, Name: n}
	case a.snap.Target.Domains.Has(n):
		return tree.Ref{Kind: tree.Domain, Name: n}
	case a.snap.Target.Composites.Has(n):
		return tree.Ref{Kind: tree.Composite, Name: n}
	}
	return tree.Ref{}
}

func (a *App) openTarget() tea.Cmd {
	switch {
	case a.screen == ERD:
		n := a.diagram.nameOf(a.diagram.node)
		a.screen = Design
		a.tree.Reveal(tree.Ref{Kind: tree.Table, Name: n})
	case a.screen == Findings:
		if f := a.all.selected(); f != nil {
			a.focus = DetailPane
			return a.showFinding(f)
		}
		return nil
	case a.focus == FindingsPane:
		if f := a.here.selected(); f != nil {
			a.focus = DetailPane
			return a.showFinding(f)
		}
		return nil
	default:
		ref := a.columnType()
		if n, ok := a.target(); ok {
			ref = tree.Ref{Kind: tree.Table, Name: n}
		}
		if !a.tree.Reveal(ref) {
			a.deny(ref.Name.String() + " is not in the tree")
			return nil
		}
	}
	a.selectionChanged()
	return a.layoutDiagram()
}

// startFilter opens the line in which a filter or a name to find is typed.
func (a *App) startFilter() tea.Cmd {
	in := textinput.New()
	in.SetValue(a.tree.Filter)
	switch a.screen {
	case ERD:
		in.SetValue("")
	case Findings:
		in.SetValue(a.all.filter)
	}
	in.CursorEnd()
	in.Focus()
	a.filter = &in
	if a.screen == Design {
		a.focus = TreePane
	}
	return nil
}

func (a *App) filterKey(k tea.KeyMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		a.filter = nil
		return a.layoutDiagram()
	case "esc":
		a.filter = nil
		switch a.screen {
		case Design:
			a.tree.SetFilter("")
			a.selectionChanged()
		case Findings:
			a.all.setFilter("")
		}
		return nil
	case "up", "down":
		if a.screen != ERD {
			return a.move(map[string]int{"up": -1, "down": 1}[k.String()])
		}
	}
	*a.filter, _ = a.filter.Update(k)
	text := a.filter.Value()
	switch a.screen {
	case Design:
		a.tree.SetFilter(text)
		a.selectionChanged()
		return nil
	case Findings:
		a.all.setFilter(text)
		return nil
	}
	a.findInDiagram(text)
	return a.revealDiagram()
}

func (a *App) findInDiagram(text string) {
	d := &a.diagram
	if d.layout == nil || text == "" {
		return
	}
	text = strings.ToLower(text)
	best := -1
	for i, n := range d.layout.Graph.Nodes {
		name := strings.ToLower(n.Title)
		if strings.HasPrefix(name, text) {
			best = i
			break
		}
		if best < 0 && strings.Contains(name, text) {
			best = i
		}
	}
	if best < 0 {
		a.deny("no table drawn here is called " + text)
		return
	}
	a.say("")
	d.node, d.edge = best, -1
}

func (a *App) revealDiagram() tea.Cmd {
	b := a.rects().Body
	a.diagram.reveal(b.W, b.H)
	return nil
}

func (a *App) jumpBack() tea.Cmd {
	d := &a.diagram
	last := d.jumps[len(d.jumps)-1]
	d.jumps = d.jumps[:len(d.jumps)-1]
	d.focus(last)
	return a.revealDiagram()
}

func (a *App) level(by int) tea.Cmd {
	a.diagram.view.Level = erd.Level(max(0, min(int(erd.All), int(a.diagram.view.Level)+by)))
	return a.layoutDiagram()
}

// zoom goes through everything, one, two and three hops around the table.
func (a *App) zoom() tea.Cmd {
	v := &a.diagram.view
	switch {
	case v.Focus == (model.Name{}):
		v.Focus, v.Hops = a.diagram.nameOf(a.diagram.node), 1
	case v.Hops < 3:
		v.Hops++
	default:
		v.Focus, v.Hops = model.Name{}, 0
	}
	return a.layoutDiagram()
}

func (a *App) toggleHubs() tea.Cmd {
	a.diagram.view.Ambient = !a.diagram.view.Ambient
	return a.layoutDiagram()
}

var errNoClipboard = errors.New("this terminal session has no clipboard")

func (a *App) whyNotCopy() string {
	if a.cfg.Copy == nil {
		return errNoClipboard.Error()
	}
	return ""
}

func (a *App) copyOut() tea.Cmd {
	text, what := a.detail.SQLText(), "the SQL of "+string(a.detail.Title())
	switch a.screen {
	case ERD:
		text, what = erd.Mermaid(a.snap.Target, a.diagram.view), "the diagram as Mermaid"
	case Migration:
		s := a.steps.selected()
		if s == nil {
			a.deny("there is nothing to copy")
			return nil
		}
		text, what = s.SQL+";", "the statement"
	case Findings:
		f := a.all.selected()
		if f == nil {
			a.deny("there is nothing to copy")
			return nil
		}
		text, what = f.Rule.ID+" "+f.Object.String()+": "+f.Message, "the finding"
	}
	a.cfg.Copy(text)
	a.say(what + " is on the clipboard")
	return nil
}
