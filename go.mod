module github.com/pgdraft/pgdraft

go 1.25.0

require (
	github.com/gofrs/flock v0.12.1
	github.com/google/go-cmp v0.7.0
	github.com/pganalyze/pg_query_go/v5 v5.1.0
	google.golang.org/protobuf v1.31.0
	pgregory.net/rapid v1.2.0
)

require (
	github.com/BurntSushi/toml v1.5.0 // indirect
	golang.org/x/sys v0.22.0 // indirect
)
