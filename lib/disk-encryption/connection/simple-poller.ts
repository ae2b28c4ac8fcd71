import type { OperationState } from "@azure/core-lro";

import { finish, type FinishOptions, type OperationPoller } from "./long-running-operation";

/** What core-lro 2 calls `SimplePollerLike`, as far as it is needed here. `@azure/arm-resources` has pollers of that kind. */
export interface SimplePoller<T> {
  poll(options?: { readonly abortSignal?: AbortSignal }): Promise<void>;
  pollUntilDone(): Promise<T>;
  isDone(): boolean;
  getOperationState(): OperationState<T>;
}

/**
 * A poller of core-lro 2 in the form that `finish` waits by, so that the clock which is handed in decides when Azure is asked again.
 *
 * Left to itself such a poller waits in real time. It asks once while it begins; an operation that has failed by then rejects there.
 *
 * @param begin - sends the request; called at once.
 * @param afterPoll - called after each look at the operation.
 * @example await finish(() => simplePoller(() => deployments.beginCreateOrUpdate(group, name, deployment)), { clock });
 */
export function simplePoller<T>(
  begin: () => Promise<SimplePoller<T>>,
  afterPoll?: () => Promise<void>,
): OperationPoller<T> {
  let poller: SimplePoller<T> | undefined;
  const begun = begin().then((made) => {
    poller = made;
    return made;
  });
  return {
    submitted: async () => {
      await begun;
    },
    poll: async (options) => {
      await (await begun).poll(options);
      await afterPoll?.();
    },
    get isDone() {
      return poller?.isDone() ?? false;
    },
    get operationState() {
      return poller?.getOperationState();
    },
    pollUntilDone: async () => await (await begun).pollUntilDone(),
  };
}

/**
 * Waits for an operation of a client of core-lro 2, by the clock that is handed in.
 *
 * @param describe - what Azure is at, in words, for the progress; asked after each look at the operation.
 * @throws RunbookError `Interrupted` where the signal stopped it; else what the client throws.
 */
export async function finishSimple<T>(
  begin: () => Promise<SimplePoller<T>>,
  options: FinishOptions,
  describe?: () => Promise<string | undefined>,
): Promise<T> {
  const { onProgress } = options;
  if (onProgress === undefined) return await finish(() => simplePoller(begin), options);
  let detail: string | undefined;
  const noteDetail = async (): Promise<void> => {
    detail = await describe?.();
  };
  return await finish(() => simplePoller(begin, noteDetail), {
    ...options,
    onProgress: (progress) => {
      onProgress(detail === undefined ? progress : { ...progress, detail });
    },
  });
}
