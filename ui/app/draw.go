package app

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/tree"
)

func (a *App) rects() rects {
	return arrange(layoutArgs{W: a.w, H: a.h, Screen: a.screen, Focus: a.focus, Side: a.side})
}

// View implements [tea.Model]. The frame is painted anew only when something
// happened.
func (a *App) View() string {
	if a.w == 0 || a.h == 0 {
		return ""
	}
	if !a.dirty && a.frame != "" {
		return a.frame
	}
	a.dirty = false
	a.drawn++
	a.canvas.Reset(a.w, a.h)
	a.paint()
	a.frame = a.canvas.Render(a.cfg.Theme)
	return a.frame
}

func (a *App) paint() {
	c, r := &a.canvas, a.rects()
	if r.TooSmall {
		c.Put(0, a.h/2, a.w, safe.Text(fmt.Sprintf("pgdraft needs %d by %d cells; this screen has %d by %d.", minWidth, minHeight, a.w, a.h)), screen.Normal)
		return
	}
	if !a.ready() {
		a.paintStart(r)
	} else {
		a.paintScreen(r)
		a.paintHeader(r.Header)
	}
	a.paintFooter(r.Footer)
	switch {
	case a.form != nil:
		a.paintForm(r.Body)
	case a.exports != nil:
		a.exports.draw(c, r.Body)
	case a.showsRehearsal():
		a.rehearsal.draw(c, r.Body)
	case a.palette != nil:
		a.palette.draw(c, r.Body)
	case a.help != nil:
		a.help.draw(c, r.Body)
	case a.reader != nil:
		a.reader.draw(c, r.Body)
	}
}

func (a *App) paintStart(r rects) {
	if a.start != nil && !a.loading {
		a.start.draw(&a.canvas, r.Body)
		return
	}
	a.canvas.Put(2, a.h/2, a.w-4, "reading the schema", screen.Dim)
}

func (a *App) paintScreen(r rects) {
	c := &a.canvas
	switch a.screen {
	case ERD:
		a.diagram.draw(c, r.Body, a.snap)
	case Findings:
		a.paintFindings(r)
	case Migration:
		a.paintMigration(r)
	default:
		a.paintDesign(r)
	}
}

func (a *App) paintDesign(r rects) {
	c := &a.canvas
	if !r.Tree.Empty() {
		title := safe.Text("Schema")
		if a.tree.Filter != "" {
			title += "  / " + safe.Clean(a.tree.Filter)
		}
		c.Frame(r.Tree, title, a.focus == TreePane)
		a.tree.Draw(c, r.Tree.Inner(), a.focus == TreePane)
		c.Position(r.Tree, a.tree.Cursor, len(a.tree.Items))
	}
	if !r.Detail.Empty() {
		c.Frame(r.Detail, a.detail.Title(), a.focus == DetailPane)
		a.detail.Draw(c, r.Detail.Inner(), a.focus == DetailPane)
	}
	if !r.Findings.Empty() {
		c.Frame(r.Findings, safe.Text("Findings  here "+strconv.Itoa(len(a.here.findings))+", all "+strconv.Itoa(len(a.all.given))), a.focus == FindingsPane)
		a.here.draw(c, r.Findings.Inner(), a.focus == FindingsPane, false)
		c.Position(r.Findings, a.here.Cursor, len(a.here.findings))
	}
	if !r.Side.Empty() {
		a.paintSide(r.Side)
	}
}

// paintSide fills the third column of a wide screen.
func (a *App) paintSide(r screen.Rect) {
	c := &a.canvas
	if a.side == sideMigration {
		c.Frame(r, safe.Text(fmt.Sprintf("Migration  %d statements", len(a.steps.migration.Statements))), false)
		inner := r.Inner()
		paintLines(c, inner, migrationLines(a.steps.migration, inner.W-2), ", 4 shows them")
		return
	}
	c.Frame(r, "Around it", false)
	a.diagram.drawNear(c, r.Inner(), a.snap)
}

func (a *App) paintFindings(r rects) {
	c := &a.canvas
	title := safe.Text(fmt.Sprintf("Findings  %d", len(a.all.findings)))
	if a.all.filter != "" {
		title = safe.Text(fmt.Sprintf("Findings  %d of %d  / ", len(a.all.findings), len(a.all.given))) + safe.Clean(a.all.filter)
	}
	c.Frame(r.Left, title, true)
	a.all.draw(c, r.Left.Inner(), true, true)
	c.Position(r.Left, a.all.Cursor, len(a.all.findings))
	f := a.all.selected()
	if f == nil {
		c.Frame(r.Right, "", false)
		return
	}
	c.Frame(r.Right, safe.Text(f.Rule.ID), false)
	inner := r.Right.Inner()
	paintLines(c, inner, explain(f, a.fixStatements(f), inner.W-2), ", space shows them")
}

// fixStatements are what the quick fix of a finding adds to the migration,
// worked out once for a finding.
func (a *App) fixStatements(f *checks.Finding) []string {
	if a.fixOf == f {
		return a.fixSQL
	}
	a.fixOf, a.fixSQL = f, nil
	if f.Fixable() {
		for _, s := range a.session.Preview(a.snap, f.Fix()).Statements {
			a.fixSQL = append(a.fixSQL, s.SQL)
		}
	}
	return a.fixSQL
}

// paintLines paints what fits of some lines; how tells how to see the rest.
func paintLines(c *screen.Canvas, r screen.Rect, lines [][]screen.Span, how string) {
	for i, l := range lines {
		if i == r.H-1 && len(lines) > r.H {
			c.Put(r.X+1, r.Y+i, r.W-2, safe.Text(fmt.Sprintf("… %d more lines%s", len(lines)-i, how)), screen.Dim)
			return
		}
		if i >= r.H {
			return
		}
		detail.Spans(c, r.X+1, r.Y+i, r.W-2, l)
	}
}

func (a *App) paintMigration(r rects) {
	c := &a.canvas
	title := safe.Text(fmt.Sprintf("Migration  %d statements", len(a.steps.migration.Statements)))
	if a.steps.back {
		title = safe.Text(fmt.Sprintf("Rollback  %d statements", len(a.steps.rollback.Statements)))
	}
	c.Frame(r.Left, title, true)
	a.steps.draw(c, r.Left.Inner(), true)
	c.Position(r.Left, a.steps.Cursor, len(a.steps.statements()))
	s := a.steps.selected()
	if s == nil {
		c.Frame(r.Right, "", false)
		return
	}
	c.Frame(r.Right, "what it does", false)
	inner := r.Right.Inner()
	paintLines(c, inner, tell(s, a.measured(s.SQL), inner.W-2), ", space shows them")
}

func (a *App) paintForm(body screen.Rect) {
	w := min(96, body.W-2)
	h := min(a.form.Height(), body.H)
	a.form.Draw(&a.canvas, screen.Rect{X: body.X + (body.W-w)/2, Y: body.Y + (body.H-h)/2, W: w, H: h})
}

// paintHeader says what is open, how it stands against the base, and what the
// checklist counts. The counts come first where not everything fits.
func (a *App) paintHeader(r screen.Rect) {
	c := &a.canvas
	d := a.session.Design
	right := append(a.countSpans(), screen.Span{Text: a.savedState(), Role: screen.Dim})
	at := r.W - 1
	for i := len(right) - 1; i >= 0; i-- {
		w := safe.Width(right[i].Text)
		at -= w
		c.Put(at, r.Y, w, right[i].Text, right[i].Role)
		at -= 3
	}
	x := 1
	put := func(text string, role screen.Role) {
		x += c.Put(x, r.Y, at-x, safe.Clean(text), role)
	}
	put("pgdraft  ", screen.Dim)
	put(d.Name(), screen.Bright)
	if crumb := a.breadcrumb(); crumb != "" {
		put("  "+crumb, screen.Accent)
	} else if n := len(d.Files()); n > 0 && r.W >= 100 {
		put(fmt.Sprintf("   base %s · %s", path.Base(path.Dir(a.sourceOf()))+"/"+path.Base(a.sourceOf()), plural(n, "file")), screen.Dim)
	}
}

// countSpans are the counts of the header, made once for a snapshot.
func (a *App) countSpans() []screen.Span {
	if a.counts != nil {
		return a.counts
	}
	added, changed, removed := a.snap.Counts()
	a.counts = []screen.Span{{Text: safe.Text(fmt.Sprintf("tables +%d ~%d -%d", added, changed, removed)), Role: screen.Dim}}
	for _, s := range []checks.Severity{checks.Error, checks.Warning, checks.Info} {
		a.counts = append(a.counts, screen.Span{Text: severityGlyph(&a.canvas, s) + safe.Text(fmt.Sprintf(" %d", a.snap.Checks.Count(s))), Role: screen.SeverityRole(s)})
	}
	return a.counts
}

// breadcrumb says where one is when only one pane fits.
func (a *App) breadcrumb() string {
	if a.w >= 100 || a.screen != Design || a.focus == TreePane {
		return ""
	}
	crumb := string(a.detail.Title())
	if a.focus == FindingsPane {
		crumb += " › findings"
	}
	return crumb
}

func (a *App) savedState() safe.Text {
	switch {
	case a.session.Design.ReadOnly():
		return "read-only"
	case a.working != "":
		return safe.Text(a.working)
	case a.session.Design.Path() == "":
		return "not kept"
	}
	return "saved"
}

// paintFooter shows a message while there is one, else what the keys do.
func (a *App) paintFooter(r screen.Rect) {
	c := &a.canvas
	if a.filter != nil {
		n := c.Put(1, r.Y, r.W-2, "/ "+safe.Clean(a.filter.Value()), screen.Bright)
		c.Tint(1+n, r.Y, 1, screen.Cursor)
		c.Put(3+n, r.Y, r.W-4-n, "  enter keep   esc give up", screen.Dim)
		return
	}
	if a.message != "" {
		role := screen.Accent
		if a.failed {
			role = screen.Failure
		}
		c.Put(1, r.Y, r.W-2, a.message, role)
		return
	}
	if !a.ready() {
		return
	}
	x := 1
	for i, name := range screenNames() {
		role := screen.Dim
		if Screen(i) == a.screen {
			role = screen.TitleFocus
		}
		x += c.Put(x, r.Y, r.W-x, name, role) + 2
	}
	parts := a.hints()
	hint := joinHints(parts)
	for len(parts) > 2 && x+2+safe.Width(hint) >= r.W { // the last ones say how to find the others
		parts = parts[1:]
		hint = joinHints(parts)
	}
	if over := x + 2 + safe.Width(hint) - r.W; over > 0 && len(parts) == 2 {
		hint = joinHints([]safe.Text{safe.Cut(parts[0], safe.Width(parts[0])-over), parts[1]})
	}
	w := min(safe.Width(hint), r.W-x-1)
	c.Put(r.W-1-w, r.Y, w, hint, screen.Dim)
}

func screenNames() []safe.Text { return []safe.Text{"1 design", "2 erd", "3 findings", "4 migration"} }

func joinHints(parts []safe.Text) safe.Text {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString(hintGap)
		}
		b.WriteString(string(p))
	}
	return safe.Text(b.String())
}

// hintGap stands between the hints of the footer.
const hintGap = "  "

// hints name the keys that matter where one is, those that can be left out
// first.
func (a *App) hints() []safe.Text {
	switch a.screen {
	case ERD:
		return append(a.diagram.status(), "? help")
	case Findings:
		return []safe.Text{"space read", "y copy", "o open", "f fix", "/ filter", ": commands", "? help"}
	case Migration:
		turn := safe.Text("t rollback")
		if a.steps.back {
			turn = "t migration"
		}
		return []safe.Text{"y copy", "space read", turn, "R rehearse", "E export", ": commands", "? help"}
	}
	key := hintKey{true, a.readOnly(), a.tree.Selected().Kind, a.focus, a.detail.TabName(), false}
	if t := a.table(); t != nil {
		key.external = t.External
	}
	if key != a.hinted {
		a.hinted, a.hintsAre = key, nil
		for _, act := range a.actions[:editKeys] {
			if act.why(a) == "" {
				a.hintsAre = append(a.hintsAre, safe.Text(act.keys[0]+" "+act.title))
			}
		}
		a.hintsAre = append(a.hintsAre, "/ filter", ": commands", "? help")
	}
	return a.hintsAre
}

// hintKey is what the hint of the design screen depends on.
type hintKey struct {
	made     bool
	readOnly bool
	kind     tree.Kind
	focus    Pane
	tab      detail.Tab
	external bool
}

// editKeys is how many of the actions are the edits that the hint names.
const editKeys = 5
