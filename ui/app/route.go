package app

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/ui/session"
)

// keys takes a key message apart: what is typed fast, or held down over a slow
// line, comes as one message of several letters. Text that is pasted where
// nothing is typed does nothing.
func (a *App) keys(k tea.KeyMsg) tea.Cmd {
	if k.Type != tea.KeyRunes || len(k.Runes) < 2 || a.typing() {
		return a.key(k)
	}
	if k.Paste {
		a.deny("what was pasted goes nowhere here")
		return nil
	}
	var cmds []tea.Cmd
	for _, r := range k.Runes {
		cmds = append(cmds, a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt}))
	}
	return tea.Batch(cmds...)
}

// typing tells whether keys become text.
func (a *App) typing() bool { return a.form != nil || a.palette != nil || a.filter != nil }

// key sends a key to whatever is in front: a dialog, the palette, the help,
// the filter, or the actions of the screen.
func (a *App) key(k tea.KeyMsg) tea.Cmd {
	if k.String() == "ctrl+c" {
		a.quitting = true
		return tea.Quit
	}
	switch {
	case a.form != nil:
		return a.formKey(k)
	case a.exports != nil:
		return a.exportKey(k)
	case a.showsRehearsal():
		return a.rehearsalKey(k)
	case a.palette != nil:
		return a.paletteKey(k)
	case a.help != nil:
		a.helpKey(k)
		return nil
	case a.reader != nil:
		a.readerKey(k)
		return nil
	case a.filter != nil:
		return a.filterKey(k)
	case a.start != nil:
		return a.startKey(k)
	}
	for _, act := range a.actions {
		if slices.Contains(act.keys, k.String()) && act.where(a) {
			return a.perform(act)
		}
	}
	return nil
}

// perform does an action, or says why it cannot be done.
func (a *App) perform(act action) tea.Cmd {
	if why := act.why(a); why != "" {
		a.deny(why)
		return nil
	}
	if !act.plain {
		a.say("")
	}
	return act.run(a)
}

func (a *App) formKey(k tea.KeyMsg) tea.Cmd {
	f := a.form
	switch k.String() {
	case "esc":
		a.form = nil
		return nil
	case "enter":
		e, err := f.Edit()
		switch {
		case err != nil:
			f.Preview, f.Previewed = session.Preview{Err: err}, true
			return nil
		case e == nil:
			a.form = nil
			a.say("nothing was changed")
			return nil
		}
		return a.do(e)
	}
	before := f.Generation
	f.Key(k)
	if f.Generation != before {
		return a.preview()
	}
	return nil
}

func (a *App) exportKey(k tea.KeyMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		if a.exports.err == nil {
			return a.writeExport()
		}
		a.exports = nil
	case "esc", "q":
		a.exports = nil
	}
	return nil
}

func (a *App) startKey(k tea.KeyMsg) tea.Cmd {
	s := a.start
	switch k.String() {
	case "j", "down", "tab":
		s.Move(1, len(s.choices))
	case "k", "up", "shift+tab":
		s.Move(-1, len(s.choices))
	case "q", "esc":
		a.quitting = true
		return tea.Quit
	case "?":
		return a.openHelp()
	case "o":
		if s.held != nil && !a.loading {
			return a.open(s.held, true)
		}
	case "enter":
		if s.Cursor < len(s.choices) && !a.loading {
			return a.open(s.choices[s.Cursor].Open, false)
		}
	}
	return nil
}
