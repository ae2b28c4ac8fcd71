/** The subscription that an id names, as it is spelled there; empty where it names none. */
export const subscriptionIn = (id: string): string => id.split("/")[2] ?? "";

/** The name of the resource group that an id names, as it is spelled there; empty where it names none. */
export const groupNameIn = (id: string): string => id.split("/")[4] ?? "";

/** `/subscriptions/…/resourceGroups/…`: the first part of a resource's id. */
export const groupIdIn = (id: string): string => id.split("/").slice(0, 5).join("/");

/** Whether two ids name the same subscription. */
export const sameSubscription = (a: string, b: string): boolean =>
  subscriptionIn(a).toLowerCase() === subscriptionIn(b).toLowerCase();
