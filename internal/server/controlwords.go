package server

import (
	"mekiki/internal/lang"
	"mekiki/internal/station/state"
)

// meanings are what a state means to who stands before the station.
func meanings() (list []word) {
	means := map[state.State]lang.Message{
		state.Preoperational:      lang.T("No parts are judged yet."),
		state.Halted:              lang.T("Somebody has halted the station. No parts are judged."),
		state.Error:               lang.T("No parts are judged. End the cause of the alarm, then confirm it."),
		state.LocalControl:        lang.T("Commands of the line are refused. No parts are judged."),
		state.Initialized:         lang.T("No parts are judged yet."),
		state.Ready:               lang.T("A part that comes is judged, one at a time."),
		state.SingleExecution:     lang.T("One part is judged, then the station waits."),
		state.ContinuousExecution: lang.T("Each part that comes is judged."),
	}
	for _, s := range state.All() {
		list = append(list, word{s.String(), means[s]})
	}
	return list
}

// commandWords are what buttons say, and what becomes of the station by them.
func commandWords() (called, does []word) {
	words := map[state.Command][2]lang.Message{
		state.SelectModeAutomatic: {lang.T("Automatic mode"), lang.T("The station takes commands of the line; a recipe can be prepared.")},
		state.PrepareRecipe:       {lang.T("Prepare the recipe"), lang.T("Loads the recipe that was chosen last.")},
		state.UnprepareRecipe:     {lang.T("Unload the recipe"), lang.T("Nothing is judged until a recipe is prepared again.")},
		state.StartSingleJob:      {lang.T("Judge one part"), lang.T("The next part is judged, then the station waits.")},
		state.StartContinuous:     {lang.T("Start judging"), lang.T("From now on each part that comes is judged.")},
		state.Stop:                {lang.T("Stop judging"), lang.T("Parts that have begun are judged. Then the station waits.")},
		state.Abort:               {lang.T("Break off judging"), lang.T("Ends at once, then the station waits.")},
		state.Halt:                {lang.T("Halt the station"), lang.T("Nothing is judged until somebody resets the station.")},
		state.Reset:               {lang.T("Reset the station"), lang.T("Back to the beginning. Nothing is judged until it is started again.")},
		state.ConfirmAll:          {lang.T("Confirm all alarms"), lang.T("You say: I have seen the alarms, and their cause is gone. Nothing is judged until you start it.")},
		state.TakeControl:         {lang.T("Take control by hand"), lang.T("Commands of the line are refused until you give control back.")},
		state.ReleaseControl:      {lang.T("Give control back"), lang.T("The line may give commands again. Nothing is judged until it is started.")},
	}
	for _, c := range state.Asked() {
		called = append(called, word{c.String(), words[c][0]})
		does = append(does, word{c.String(), words[c][1]})
	}
	return called, does
}
