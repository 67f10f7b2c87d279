package app

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/sahilm/fuzzy"
)

// palette lists every action, to be found by its name.
type palette struct {
	screen.List
	input   textinput.Model
	entries []action
	reasons []string
	shown   []int
	rows    screen.Rect // where the entries were painted
}

// recentActions is how many actions the palette remembers.
const recentActions = 5

func (a *App) openPalette() tea.Cmd {
	p := &palette{input: textinput.New()}
	p.input.Focus()
	for _, act := range a.actions {
		if act.plain || act.name == "palette" {
			continue
		}
		why := "not on this screen"
		if act.where(a) {
			why = act.why(a)
		}
		p.entries, p.reasons = append(p.entries, act), append(p.reasons, why)
	}
	a.palette = p
	p.match(a.recent)
	return nil
}

// match finds the entries for the text; without one the recent ones come
// first.
func (p *palette) match(recent []string) {
	p.shown = p.shown[:0]
	if text := p.input.Value(); text != "" {
		names := make([]string, len(p.entries))
		for i, e := range p.entries {
			names[i] = e.title + " " + e.name
		}
		for _, m := range fuzzy.Find(text, names) {
			p.shown = append(p.shown, m.Index)
		}
	} else {
		for i := range p.entries {
			p.shown = append(p.shown, i)
		}
		rank := func(i int) int {
			if at := slices.Index(recent, p.entries[i].name); at >= 0 {
				return at
			}
			return recentActions
		}
		slices.SortStableFunc(p.shown, func(i, j int) int { return rank(i) - rank(j) })
	}
	slices.SortStableFunc(p.shown, func(i, j int) int { return boolRank(p.reasons[i] != "") - boolRank(p.reasons[j] != "") })
	p.To(0, len(p.shown))
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (a *App) paletteKey(k tea.KeyMsg) tea.Cmd {
	p := a.palette
	switch k.String() {
	case "esc":
		a.palette = nil
		return nil
	case "down", "ctrl+n", "tab":
		p.Move(1, len(p.shown))
		return nil
	case "up", "ctrl+p", "shift+tab":
		p.Move(-1, len(p.shown))
		return nil
	case "enter":
		return a.choose()
	}
	p.input, _ = p.input.Update(k)
	p.match(a.recent)
	return nil
}

// choose performs the entry under the cursor of the palette.
func (a *App) choose() tea.Cmd {
	p := a.palette
	if p.Cursor >= len(p.shown) {
		return nil
	}
	i := p.shown[p.Cursor]
	a.palette = nil
	if p.reasons[i] != "" {
		a.deny(p.entries[i].title + ": " + p.reasons[i])
		return nil
	}
	name := p.entries[i].name
	a.recent = slices.Insert(slices.DeleteFunc(a.recent, func(s string) bool { return s == name }), 0, name)
	a.recent = a.recent[:min(len(a.recent), recentActions)]
	return a.perform(p.entries[i])
}

func (p *palette) draw(c *screen.Canvas, r screen.Rect) {
	w := min(84, r.W-4)
	h := min(len(p.entries)+4, r.H-2)
	box := screen.Rect{X: r.X + (r.W-w)/2, Y: r.Y + 1, W: w, H: h}
	c.Fill(box, screen.Normal)
	c.Frame(box, "Commands", true)
	n := c.Put(box.X+2, box.Y+1, w-4, ": "+safe.Clean(p.input.Value()), screen.Bright)
	c.Tint(box.X+2+n, box.Y+1, 1, screen.Cursor)
	c.Rule(box, box.Y+2)
	height := h - 4
	top := p.Window(height, len(p.shown))
	p.rows = screen.Rect{X: box.X + 1, Y: box.Y + 3, W: w - 2, H: height}
	for row := range min(height, len(p.shown)-top) {
		e, why, y := p.entries[p.shown[top+row]], p.reasons[p.shown[top+row]], box.Y+3+row
		role := screen.Normal
		if why != "" {
			role = screen.Dim
		}
		c.Put(box.X+2, y, 44, safe.Text(e.title), role)
		c.Put(box.X+47, y, 7, safe.Text(strings.Join(e.keys[:min(1, len(e.keys))], " ")), screen.Accent)
		c.Put(box.X+54, y, w-56, safe.Clean(why), screen.Dim)
		if top+row == p.Cursor {
			c.Tint(box.X+1, y, w-2, screen.Cursor)
		}
	}
	if len(p.shown) == 0 {
		c.Put(box.X+2, box.Y+3, w-4, "no command is called that", screen.Dim)
	}
}

// helpScreen lists the keys: those of the pane in focus, then the rest.
type helpScreen struct {
	lines []screen.Span
	keys  []safe.Text
	top   int
}

func (a *App) openHelp() tea.Cmd {
	h := &helpScreen{}
	add := func(key string, text string, role screen.Role) {
		h.keys = append(h.keys, safe.Text(key))
		h.lines = append(h.lines, screen.Span{Text: safe.Clean(text), Role: role})
	}
	section := func(title string, where func(action) bool) {
		head := false
		for _, g := range groups() {
			for _, act := range a.actions {
				if act.group != g || len(act.keys) == 0 || !where(act) {
					continue
				}
				if !head {
					if len(h.lines) > 0 {
						add("", "", screen.Normal)
					}
					add("", title, screen.TitleFocus)
					head = true
				}
				text, role := act.title, screen.Normal
				if a.ready() && act.where(a) {
					if why := act.why(a); why != "" {
						text, role = text+"  ("+why+")", screen.Dim
					}
				}
				add(strings.Join(act.keys, " "), text, role)
			}
		}
	}
	here := func(act action) bool { return act.where(a) }
	section("Here", here)
	section("Elsewhere", func(act action) bool { return !here(act) })
	add("", "", screen.Normal)
	add("", "Signs", screen.TitleFocus)
	for _, s := range [][2]string{{"◆ ∗ →", "primary key, unique, foreign key"}, {"▣ ▢", "row level security on, off"},
		{"✗ ▲ •", "error, warning, info"}, {"+ ~ -", "added, changed, removed against the base"}, {"&", "restrictive policy: it narrows what the others allow"},
		{"● ⟲ ⇡", "in the ERD: lines that meet, a key to its own table, a key folded away"}} {
		add(s[0], s[1], screen.Normal)
	}
	a.help = h
	return nil
}

func (a *App) helpKey(k tea.KeyMsg) {
	switch k.String() {
	case "j", "down":
		a.help.top++
	case "k", "up":
		a.help.top--
	case "pgdown", " ", "ctrl+d":
		a.help.top += 10
	case "pgup", "ctrl+u":
		a.help.top -= 10
	default:
		a.help = nil
	}
}

func (h *helpScreen) draw(c *screen.Canvas, r screen.Rect) {
	w := min(92, r.W-2)
	height := min(len(h.lines)+2, r.H)
	box := screen.Rect{X: r.X + (r.W-w)/2, Y: r.Y + (r.H-height)/2, W: w, H: height}
	c.Fill(box, screen.Normal)
	c.Frame(box, "Keys  any other key closes", true)
	h.top = max(0, min(h.top, len(h.lines)-(height-2)))
	for row := range height - 2 {
		i := h.top + row
		if i >= len(h.lines) {
			break
		}
		y := box.Y + 1 + row
		if h.keys[i] == "" {
			c.Put(box.X+2, y, w-4, h.lines[i].Text, h.lines[i].Role)
			continue
		}
		c.Put(box.X+2, y, 17, h.keys[i], screen.Accent)
		c.Put(box.X+20, y, w-22, h.lines[i].Text, h.lines[i].Role)
	}
}
