// Package measure measures the engine on this computer, for mekiki bench. Each measurement has a Config, which holds
// its settings, and a function that checks them, measures and gives the result.
package measure
