import { describeCustomerKeyPredictions } from "./customer-key-predictions";

describeCustomerKeyPredictions("all");
