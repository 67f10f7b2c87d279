module github.com/pgdraft/pgdraft

go 1.25.0

require (
	github.com/pganalyze/pg_query_go/v5 v5.1.0
	google.golang.org/protobuf v1.31.0
	pgregory.net/rapid v1.2.0
)

require github.com/google/go-cmp v0.7.0 // indirect
