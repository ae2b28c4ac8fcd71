import { fail, pass, type Check } from "./check";

export const encryptionAtHost: Check = ({ virtualMachine }) =>
  virtualMachine.encryptionAtHost
    ? fail(`${virtualMachine.name} has encryption at host.`)
    : pass("Encryption at host is off.");
