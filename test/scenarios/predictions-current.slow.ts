import { describeManyPredictions } from "./many-predictions";

describeManyPredictions("current");
