import { describeManyPredictions } from "./many-predictions";

describeManyPredictions("module");
