import { chooseNotebooks } from "../../lib/kernel/dist/headless";
import { folder, itRunsAsCommitted, QUICK } from "./committed";

for (const name of chooseNotebooks(folder, []).filter((one) => one !== QUICK)) {
  describe(`notebook ${name}`, () => {
    itRunsAsCommitted(name);
  });
}
