export { ADE_RETIREMENT_DATE, daysUntilRetirement } from "../../azure/ade-retirement";
