import { describeNewVmFaults, describeNewVmPredictions } from "./new-vm-predictions";

describeNewVmPredictions("few");
describeNewVmFaults();
