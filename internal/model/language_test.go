package model

import (
	"os"
	"path/filepath"
	"testing"

	"mekiki/internal/lang"
)

// TestFilesRefusedInJapanese: the path stays, all else is said.
func TestFilesRefusedInJapanese(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := os.WriteFile(path, []byte("not a model"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		path:          path + ": モデルファイルが壊れています：正しい safetensors ファイルではありません：ヘッダが 8029109312199880558 バイトとなっています。読めるのは 8388608 バイトまでです。コピーし直すか、学習し直してください",
		path + ".old": "open " + path + ".old: ファイルまたはフォルダがありません。先にモデルを学習するか、そのパスを指定してください",
	} {
		_, err := Load(file)
		if err == nil {
			t.Fatal("read")
		}
		if got := lang.Japanese.Error(err); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
