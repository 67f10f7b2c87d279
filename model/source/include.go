package source

import (
	"path"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/parse"
)

// mostIncludes bounds how many files a script may read, so that one which
// reads others many times over ends.
const mostIncludes = 1000

// Follow puts the files that psql's \\i and \\ir name in their places. open
// gives the text of a file by its path with slashes. A file that is not there,
// or that would read itself, is not followed, and the text says why.
func Follow(files []parse.File, open func(name string) (string, error)) []parse.File {
	f := follower{open: open}
	var out []parse.File
	for _, file := range files {
		out = append(out, f.follow(file, nil)...)
	}
	return out
}

type follower struct {
	open func(string) (string, error)
	read int
}

// follow cuts a file at its includes. What stands before a piece is blanked
// out, so that lines keep their numbers.
func (f *follower) follow(file parse.File, within []string) []parse.File {
	includes := parse.Includes(file.Text)
	if len(includes) == 0 {
		return []parse.File{file}
	}
	within = append(slices.Clone(within), path.Clean(file.Name))
	var out []parse.File
	from, unread := 0, map[int]string{}
	piece := func(to int) {
		text := strings.Repeat("\n", strings.Count(file.Text[:from], "\n")) + file.Text[from:to]
		out = append(out, parse.File{Name: file.Name, Text: text, Continues: file.Continues || len(out) > 0, Unread: unread})
	}
	for _, x := range includes {
		name, text, why := f.find(file.Name, x, within)
		if why != "" {
			unread[x.Line] = why
			continue
		}
		piece(x.Start)
		out = append(out, f.follow(parse.File{Name: name, Text: text, Continues: true}, within)...)
		from = x.End
	}
	piece(len(file.Text))
	return out
}

// find reads an included file, or says why not.
func (f *follower) find(from string, x parse.Include, within []string) (name, text, why string) {
	places := []string{path.Join(path.Dir(from), x.Path)}
	if !x.Beside {
		places = []string{path.Clean(x.Path), places[0]} // psql's own place first
	}
	for _, name := range places {
		if slices.Contains(within, name) {
			return "", "", "It is read by " + strings.Join(within[slices.Index(within, name):], ", which reads ") + ": the circle ends here."
		}
		if f.read >= mostIncludes {
			return "", "", "No more than 1,000 files are read by others."
		}
		text, err := f.open(name)
		if err == nil {
			f.read++
			return name, text, ""
		}
		why = "It could not be read: " + err.Error() + "."
	}
	return "", "", why
}
