import { describeRobustness } from "./robustness";

describeRobustness("all");
