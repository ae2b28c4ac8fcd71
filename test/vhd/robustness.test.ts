import { describeRobustness } from "./robustness";

describeRobustness("few");
