package audit

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
)

func updatedAtTriggerMissing() *checks.Rule {
	return &checks.Rule{
		ID: "updated-at-trigger-missing", Family: checks.Audit, Severity: checks.Warning,
		Title:    "nothing keeps updated_at",
		Why:      "Without a trigger updated_at says when the row was made, unless every writer remembers to set it.",
		HowToFix: "Add a BEFORE UPDATE trigger that sets updated_at.",
		Sources:  []string{"TPL", "DOC", "C23"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, updated_at timestamptz NOT NULL DEFAULT now());`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY, updated_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER set_updated_at BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.Column("updated_at") == nil || t.PartitionOf != nil {
				return
			}
			for _, g := range t.Triggers {
				if g.Timing == "BEFORE" && g.On("UPDATE") && g.ForEachRow && touches(p, g) {
					return
				}
			}
			templates := p.Templates()
			p.Report("no trigger keeps updated_at", checks.At("updated_at", t.Column("updated_at").Origin), checks.Fixed(func() edit.Edit {
				trigger := &edit.CreateTrigger{Table: t.Name, Trigger: templates.TouchTrigger()}
				if p.Function(p.Settings.Touch()) != nil {
					return trigger
				}
				return &edit.Batch{Label: "keep updated_at of " + t.Name.String(),
					Edits: []edit.Edit{&edit.CreateRoutine{Routine: templates.TouchFunction()}, trigger}}
			}))
			p.Function(p.Settings.Touch())
		},
	}
}

// touches tells whether a trigger's function sets updated_at, as far as its
// body or its name say so.
func touches(p *checks.Pass, g *model.Trigger) bool {
	if f := p.Function(g.Function); f != nil {
		body := strings.ToLower(f.Body)
		return strings.Contains(body, "updated_at") || strings.Contains(body, "updated")
	}
	name := strings.ToLower(g.Function.Name)
	return name == "moddatetime" || strings.Contains(name, "updated_at") || strings.Contains(name, "timestamp")
}

func updatedAtTriggerNoColumn() *checks.Rule {
	return &checks.Rule{
		ID: "updated-at-trigger-no-column", Family: checks.Audit, Severity: checks.Error,
		Title:    "a trigger sets updated_at, which the table does not have",
		Why:      "Every UPDATE of the table fails: record \"new\" has no field \"updated_at\".",
		HowToFix: "Drop the trigger, or add the column.",
		Sources:  []string{"C23"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER set_updated_at BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY, updated_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER set_updated_at BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.Column("updated_at") != nil {
				return
			}
			for _, g := range t.Triggers {
				f := p.Function(g.Function)
				if f == nil || !g.On("UPDATE") || !strings.Contains(strings.ToLower(f.Body), "new.updated_at") {
					continue
				}
				p.Report("trigger "+ident.Quote(g.Name)+" sets updated_at, and there is no such column",
					checks.At(ident.Quote(g.Name), g.Origin),
					checks.Fixed(func() edit.Edit { return &edit.DropTrigger{Table: t.Name, Trigger: g.Name} }))
			}
		},
	}
}
