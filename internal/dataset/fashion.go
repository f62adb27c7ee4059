package dataset

const (
	// FashionMNIST is the name of the whole data set (Xiao, Rasul and Vollgraf,
	// "Fashion-MNIST: a novel image dataset for benchmarking machine learning
	// algorithms", 2017): 60,000 and 10,000 grey pictures of 28x28.
	FashionMNIST = "fashion-mnist"
	// FashionMNISTSample is the name of the part that Sample gives.
	FashionMNISTSample = "fashion-mnist-sample"
)

// FashionClasses names the ten classes of Fashion-MNIST, label 0 first.
func FashionClasses() []string {
	return []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
		"Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}
}

// Fashion is Fashion-MNIST as it was published.
func Fashion() Published {
	return Published{Name: FashionMNIST, Classes: FashionClasses(), Files: [4]File{
		{"train-images-idx3-ubyte", 47040016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
		{"train-labels-idx1-ubyte", 60008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
		{"t10k-images-idx3-ubyte", 7840016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
		{"t10k-labels-idx1-ubyte", 10008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
	}}
}
