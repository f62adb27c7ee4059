package work

import (
	"os"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/output/s3"
	"mekiki/internal/station/bucket"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// BucketConfig is where copies of pictures are.
type BucketConfig struct {
	PlantPictures string `yaml:"plant-pictures" json:"plant_pictures,omitempty" value:"address" help:"bucket of an S3 server with copies of the pictures that stations keep, such as s3://pictures/plant-1; keys are those of $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY"`
	S3Endpoint    string `yaml:"s3-endpoint" json:"s3_endpoint,omitempty" value:"address" help:"where the S3 server answers, such as https://s3.example:9000 (default: Amazon)"`
	S3Region      string `yaml:"s3-region" json:"s3_region,omitempty" help:"region of the bucket, as the server has it"`
	S3Credentials string `yaml:"s3-credentials" json:"s3_credentials,omitempty" value:"file" help:"file with the keys, as the tools of Amazon write it, which others must not be able to read; instead of the environment"`
	S3CA          string `yaml:"s3-ca" json:"s3_ca,omitempty" value:"file" help:"certificates, PEM, that the S3 server may be signed by, beside those that this computer trusts"`
}

// newBucketConfig has the usual settings.
func newBucketConfig() BucketConfig { return BucketConfig{S3Region: "us-east-1"} }

func (c *BucketConfig) check() error {
	if c.PlantPictures == "" {
		if c.S3Endpoint != "" || c.S3Credentials != "" || c.S3CA != "" {
			return misuse.Errorf("s3-endpoint, s3-credentials and s3-ca belong to plant-pictures, the address of a bucket; give it too")
		}
		return nil
	}
	if _, err := s3.Parse(c.PlantPictures); err != nil {
		return misuse.Errorf("%w", err)
	}
	if err := s3.CheckEndpoint(c.S3Endpoint); err != nil {
		return misuse.Errorf("%w", err)
	}
	if c.S3Region == "" || strings.ContainsAny(c.S3Region, "/ \t\n") {
		return misuse.Errorf("s3-region is %q; it is the region's name, such as us-east-1", c.S3Region)
	}
	return nil
}

// open is a client of the bucket; nil without one.
func (c *BucketConfig) open(at *desk.Desk) (*s3.Client, error) {
	if c.PlantPictures == "" {
		return nil, nil
	}
	a, err := s3.Parse(c.PlantPictures)
	if err != nil {
		return nil, err
	}
	cfg := s3.Config{Address: a, Endpoint: c.S3Endpoint, Region: c.S3Region, Credentials: at.Bucket}
	if c.S3Credentials != "" {
		if cfg.Credentials, err = s3.ReadCredentials(c.S3Credentials); err != nil {
			return nil, err
		}
	}
	if c.S3CA != "" {
		if cfg.CA, err = os.ReadFile(c.S3CA); err != nil {
			return nil, lang.Errorf("certificates of the S3 server: %w", err)
		}
	}
	return s3.New(cfg)
}

// bucketSender sends a station's pictures to the bucket; nil without one.
func (c *BucketConfig) bucketSender(at *desk.Desk, db *store.Store, p *Plant) (outbox.Bucket, error) {
	to, err := c.open(at)
	if to == nil || err != nil {
		return nil, err
	}
	return bucket.NewSender(to, p.Keeper(), db, func(trigger int64, err error) {
		p.Raise(outbox.AlarmBucket, "damaged", lang.T("the picture of part %d is not copied to the bucket: %v", trigger, err))
	}), nil
}
