// Package sample is the design that shows what pgdraft does: the Resume
// Builder, three tables on top of a small recruiting application.
package sample

import (
	"context"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/template"
)

// Name is what the sample is called.
const Name = "resume-builder"

// Source is how a design says that its base is the sample's.
const Source = "sample:" + Name

// Base is the application that the Resume Builder is added to, made from the
// same template.
func Base() (design.Base, error) {
	s := &model.Schema{}
	for _, e := range []struct {
		name    string
		kind    model.Kind
		purpose string
	}{
		{"organizations", model.KindTenantRoot, "The organisations that use the application."},
		{"users", model.KindTenant, "The people of an organisation who sign in."},
		{"candidates", model.KindTenant, "People who look for a job."},
		{"jobs", model.KindTenant, "Jobs that an organisation wants to fill."},
	} {
		t := template.Templates{Schema: s, Settings: settings.Default()}
		next, err := edit.Apply(s, t.Table(public(e.name), e.kind, e.purpose))
		if err != nil {
			return design.Base{}, err
		}
		s = next
	}
	return design.Base{Schema: s}, nil
}

func public(n string) model.Name { return model.Name{Schema: "public", Name: n} }

// Edits are the Resume Builder, as an architect would have entered it; one of
// them leaves something for the checklist to find.
func Edits(base *model.Schema) ([]edit.Edit, error) {
	templates := template.Templates{Schema: base, Settings: settings.Default()}
	jsonb, integer := model.Builtin("jsonb"), model.Builtin("integer")
	uuid := model.Builtin("uuid")
	status := model.Type{Schema: "public", Name: "resume_status"}
	resumes := public("candidate_resumes")
	edits := []edit.Edit{
		&edit.CreateEnum{Enum: &model.Enum{Name: public("resume_status"), Values: []string{"draft", "in_review", "published"}, Comment: "Where a resume stands."}},
		templates.Table(public("resume_templates"), model.KindTenant, "Layouts that resumes are made from."),
		&edit.AddColumn{Table: public("resume_templates"), Column: &model.Column{Name: "sections", Type: jsonb, NotNull: true, Default: expr.MustParse("'[]'::jsonb"), Comment: "The sections of the layout, in their order."}},
		templates.Table(resumes, model.KindTenant, "Resumes of candidates, tailored to a job or not."),
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "candidate_id", Type: uuid, NotNull: true, Comment: "Whose resume it is."}},
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "template_id", Type: uuid, Comment: "The layout it was made from."}},
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "tailored_for_job_id", Type: uuid, Comment: "The job it is tailored to, if any."}},
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "status", Type: status, NotNull: true, Default: expr.MustParse("'draft'"), Comment: "Where the resume stands."}},
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "content", Type: jsonb, NotNull: true, Comment: "Name, skills, experience and education."}},
		&edit.AddColumn{Table: resumes, Column: &model.Column{Name: "version_number", Type: integer, NotNull: true, Default: expr.MustParse("1"), Comment: "Counts up with every revision."}},
		scoped(resumes, "candidate_id", "candidates", model.Restrict),
		scoped(resumes, "template_id", "resume_templates", model.SetNull),
		scoped(resumes, "tailored_for_job_id", "jobs", model.SetNull),
		&edit.CreateIndex{Table: resumes, Index: template.Index(resumes, "org_id", "candidate_id")},
		&edit.CreateIndex{Table: resumes, Index: template.Index(resumes, "org_id", "template_id")},
		templates.Table(public("resume_versions"), model.KindTenant, "Revisions of resumes."),
		&edit.AddColumn{Table: public("resume_versions"), Column: &model.Column{Name: "resume_id", Type: uuid, NotNull: true, Comment: "The resume that was revised."}},
		scoped(public("resume_versions"), "resume_id", "candidate_resumes", model.Cascade),
		&edit.CreateIndex{Table: public("resume_versions"), Index: template.Index(public("resume_versions"), "org_id", "resume_id")},
	}
	return edits, nil
}

// scoped points at a row of the same organisation.
func scoped(table model.Name, column, ref string, onDelete model.Action) edit.Edit {
	c := &model.Constraint{Name: model.ObjectName(table.Name, column, "fkey"), Kind: model.ForeignKey,
		Columns: []string{"org_id", column}, RefTable: public(ref), RefColumns: []string{"org_id", "id"}, OnDelete: onDelete}
	if onDelete == model.SetNull {
		c.SetColumns = []string{column}
	}
	return &edit.AddConstraint{Table: table, Constraint: c}
}

// Loader is load, but for a design that starts from the sample.
func Loader(load design.Loader) design.Loader {
	return func(ctx context.Context, source string) (design.Base, error) {
		if source == Source {
			return Base()
		}
		return load(ctx, source)
	}
}
