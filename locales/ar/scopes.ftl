### To be filled; English stands in until then.
