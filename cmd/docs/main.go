// Command docs writes what is made from the program's own commands and types: man
// pages, shell completions, schemas of the JSON that it writes, the document of a station's
// REST interface, and a picture of the parts
// that it draws. It is run by make and is no part of the program.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"mekiki/internal/cli"
	"mekiki/internal/server"
)

const usage = "usage: docs man FOLDER | docs completion FOLDER | docs schema FOLDER | docs openapi FOLDER | docs parts FOLDER"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New(usage)
	}
	what, dir := args[0], args[1]
	write, ok := map[string]func(*cobra.Command, string) error{"man": manPages, "completion": completions, "schema": schemaFiles, "openapi": openAPI, "parts": partsPicture}[what]
	if !ok {
		return fmt.Errorf("no %q; %s", what, usage)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return write(cli.Command(), dir)
}

// manPages writes mekiki.1 and a page for each command. Their date is that of
// SOURCE_DATE_EPOCH, so that the same commit gives the same bytes.
func manPages(root *cobra.Command, dir string) error {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH must say the date in seconds since 1970: %w", err)
	}
	date := time.Unix(seconds, 0).UTC()
	root.DisableAutoGenTag = true
	return doc.GenManTree(root, &doc.GenManHeader{Title: "MEKIKI", Section: "1", Source: "Mekiki", Manual: "Mekiki", Date: &date}, dir)
}

// completions writes a file for each shell, under the name that the shell looks for.
func completions(root *cobra.Command, dir string) error {
	for name, write := range map[string]func(string) error{
		"mekiki.bash": func(path string) error { return root.GenBashCompletionFileV2(path, true) },
		"_mekiki":     root.GenZshCompletionFile,
		"mekiki.fish": func(path string) error { return root.GenFishCompletionFile(path, true) },
		"mekiki.ps1":  root.GenPowerShellCompletionFileWithDesc,
	} {
		if err := write(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// openAPI writes the documents of the REST interfaces: of a station, and of the pages of a plant.
func openAPI(_ *cobra.Command, dir string) error {
	for name, make := range map[string]func() ([]byte, error){"openapi.json": server.OpenAPI, "openapi-plant.json": server.PlantOpenAPI} {
		b, err := make()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o666)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
