import { describeNewVmPredictions } from "./new-vm-predictions";

describeNewVmPredictions("all");
