import { defined, parseResourceId, RunbookError } from "@runbooks/azure";
import { explainExtensionError } from "../nouns/extension-error";
import { azureError } from "../connection/azure-error";
import { performChange, type ChangeIntent } from "../connection/changes";
import type { Connection } from "../connection/connection";
import type { OperationProgress } from "../connection/long-running-operation";
import { assertApproved, assertNotBlocked, type Approval } from "./approve";
import { assertDestructionApproved, type DestructionApproval } from "./approve-destruction";
import { perform, retryOf, secretsNeededBy, untilNeeded } from "./actions";
import type { PerformOptions } from "./actions/action-kind";
import type { Plan, PlanStep } from "./plan";
import { readState } from "./read-state";
import { assertSecretsGiven, type PlanSecrets } from "./secrets";
import { untouchedBy } from "./untouched";

/** What is told while a plan is applied: one line that updates in place. */
export interface ApplyProgress {
  readonly step: PlanStep;
  /** 1 for the first. */
  readonly position: number;
  readonly steps: number;
  readonly elapsedInMs: number;
  /** What Azure is at within the step, in words; absent where it is one thing. */
  readonly detail?: string;
}

export interface ApplyOptions {
  readonly onProgress?: (progress: ApplyProgress) => void;
  /** Told of each step that is done. */
  readonly onStepDone?: (progress: ApplyProgress) => void;
  /** Told once, when it is over, well or not. */
  readonly onEnd?: () => void;
  /** Stops the waiting, not Azure. */
  readonly signal?: AbortSignal;
  /** The secrets that the plan's steps need, by name, such as `adminPassword`; no plan and no record holds them. */
  readonly secrets?: PlanSecrets;
  /** For each step that destroys something, the approval of just that (`approveDestruction`). */
  readonly destruction?: readonly DestructionApproval[];
}

/** How one step ended. */
export interface StepResult {
  readonly step: PlanStep;
  /** `not-needed`: a restart that Azure did not ask for. */
  readonly outcome: "done" | "not-needed";
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export interface ApplyResult {
  readonly planHash: string;
  readonly approval: Approval;
  readonly steps: readonly StepResult[];
}

/**
 * Carries an approved plan out, step by step.
 *
 * Before the first request the state of everything the plan touches is read again: where it changed since the plan was made, nothing
 * is sent. Before each further step the approval has to hold still (but for a step that only ends what an
 * earlier one began), and what no earlier step of the plan changes has to be as it was. Stopping it (`signal`) leaves Azure's running operation as it is.
 *
 * @throws RunbookError `PlanBlocked`, `ApprovalRefused`, `ApprovalExpired`, `SecretMissing`, `StateChanged`, `Interrupted`, or the code
 *   Azure answered; the message says which step failed, the steps before it are done.
 */
export async function apply(
  azure: Connection,
  plan: Plan,
  approval: Approval,
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  assertNotBlocked(plan);
  assertApproved(azure, plan, approval);
  assertDestructionApproved(azure, plan, plan.steps, options.destruction ?? []);
  assertSecretsGiven(plan, ({ action }) => secretsNeededBy(action), options.secrets);
  await assertUnchanged(azure, plan);
  try {
    return { planHash: plan.hash, approval, steps: await applySteps(azure, plan, approval, options) };
  } finally {
    options.onEnd?.();
  }
}

async function applySteps(
  azure: Connection,
  plan: Plan,
  approval: Approval,
  options: ApplyOptions,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const startedAt = azure.clock.now();
    const progress = (detail?: string): ApplyProgress => ({
      step,
      position: index + 1,
      steps: plan.steps.length,
      elapsedInMs: azure.clock.now().getTime() - startedAt.getTime(),
      ...defined({ detail }),
    });
    if (options.signal?.aborted === true) throw stoppedBefore(undefined, step, plan);
    if (!endsWhatWasBegun(step)) {
      try {
        // Again: hours may have gone by since the first step.
        assertApproved(azure, plan, approval);
      } catch (error) {
        throw afterSteps(stepError(error, step, plan), results);
      }
    }
    options.onProgress?.(progress());
    const watching = {
      ...defined({ signal: options.signal, secrets: options.secrets }),
      onProgress: ({ detail }: OperationProgress) => options.onProgress?.(progress(detail)),
    };
    const needed = await isNeeded(azure, step, plan, watching);
    if (needed) {
      try {
        if (index > 0) await assertUnchanged(azure, untouchedBy(plan, plan.steps.slice(0, index)));
        assertDestructionApproved(azure, plan, [step], options.destruction ?? []);
        await sendUntilAccepted(azure, step, plan, watching);
      } catch (error) {
        throw afterSteps(stepError(error, step, plan), results);
      }
    }
    results.push({ step, outcome: needed ? "done" : "not-needed", startedAt, endedAt: azure.clock.now() });
    options.onStepDone?.(progress());
  }
  return results;
}

/**
 * Steps that end what an approved step began: left undone, a disk would stay open to whoever has its URL, an OS volume between two states, and a
 * VM down. They are sent on an approval that has expired meanwhile, too.
 */
const endsWhatWasBegun = ({ action: { kind } }: PlanStep): boolean =>
  kind === "end-disk-access" || kind === "restart" || kind === "start";

/**
 * Sends a step's request; again, where Azure refused it for a reason that passes by itself. Only what Azure refused or ended as failed is
 * sent again, never what nobody saw the end of.
 */
async function sendUntilAccepted(
  azure: Connection,
  step: PlanStep,
  plan: Plan,
  watching: PerformOptions,
): Promise<void> {
  const retry = retryOf(step.action);
  const startedAtInMs = azure.clock.now().getTime();
  const elapsedInMs = (): number => azure.clock.now().getTime() - startedAtInMs;
  for (let attempt = 1; ; attempt += 1) {
    // One for each attempt: a record tells them apart, and how each of them ended.
    const intent: ChangeIntent = {
      planHash: plan.hash,
      stepId: step.id,
      title: step.title,
      request: step.request,
      ...defined({ destroys: step.destroys }),
    };
    try {
      await performChange(azure.gate, intent, () => perform(azure, step.action, watching));
      return;
    } catch (error) {
      const { code } = azureError(error, `step ${step.id}`);
      if (retry?.codes.includes(code) !== true || elapsedInMs() >= retry.forInMs) throw error;
      const times = attempt === 1 ? "once" : `${attempt} times`;
      const detail = `refused ${times} (${code}), sent again until it is in effect`;
      watching.onProgress?.({ status: "waiting", elapsedInMs: elapsedInMs(), detail });
      await waitToSendAgain(azure, step, plan, retry.everyInMs, watching.signal);
    }
  }
}

async function waitToSendAgain(
  azure: Connection,
  step: PlanStep,
  plan: Plan,
  forInMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await azure.clock.wait(forInMs, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  if (signal?.aborted === true) throw new StoppedBetweenAttempts(step, plan);
}

/** Stopped while nothing was under way: Azure had refused the step, and it was not sent again. */
class StoppedBetweenAttempts extends RunbookError {
  constructor(step: PlanStep, plan: Plan) {
    super(
      "Interrupted",
      `Stopped before step ${step.id} of ${plan.target} was sent again; Azure had refused it, and nothing of it is under way.`,
      "Observe again and plan what is left.",
    );
  }
}

async function isNeeded(
  azure: Connection,
  step: PlanStep,
  plan: Plan,
  watching: PerformOptions,
): Promise<boolean> {
  try {
    return await untilNeeded(azure, step.action, watching);
  } catch (error) {
    if (watching.signal?.aborted !== true) throw error;
    throw stoppedBefore(error, step, plan);
  }
}

function stoppedBefore(error: unknown, step: PlanStep, plan: Plan): RunbookError {
  return step.action.kind === "restart"
    ? new RunbookError(
        "Interrupted",
        `Stopped while ${plan.target} was being encrypted; Azure goes on, and its restart was not sent.`,
        `Watch it with watch(azure, "${plan.target}", { script }); when it waits for its restart, plan again: the plan is then the restart.`,
        { cause: error },
      )
    : new RunbookError(
        "Interrupted",
        `Stopped while waiting to send step ${step.id} of ${plan.target}; nothing of it was sent.`,
        "Observe again and plan what is left.",
        { cause: error },
      );
}

/** What was done before a step failed stays done; a VM that was taken down for it stays down. */
function afterSteps(error: RunbookError, results: readonly StepResult[]): RunbookError {
  const done = results.filter(({ outcome }) => outcome === "done").map(({ step }) => step);
  if (done.length === 0) return error;
  const power = done.flatMap(({ action }) =>
    action.kind === "deallocate" || action.kind === "start" ? [action] : [],
  );
  const last = power.at(-1);
  const down = last?.kind === "deallocate" ? `${parseResourceId(last.vmId).name} is down now. ` : "";
  return new RunbookError(
    error.code,
    `${error.message.replace(/(?<![.!?…])$/, ".")} Done before it: ${done.map(({ id }) => id).join(", ")}.`,
    `${down}${error.hint}`,
    { cause: error.cause },
  );
}

function stepError(error: unknown, step: PlanStep, plan: Plan): RunbookError {
  if (error instanceof StoppedBetweenAttempts) return error;
  const known = azureError(error, `step ${step.id}`);
  // Pages that were being sent are not Azure's to go on with: that step says itself how it is picked up.
  if (known.code === "Interrupted" && step.request.pages === undefined) {
    return new RunbookError(
      "Interrupted",
      `Stopped while Azure was at step ${step.id} of ${plan.target}; Azure goes on with it.`,
      howToGoOn(step, plan),
      { cause: error },
    );
  }
  const runsExtension = step.action.kind === "put-extension" || step.action.kind === "deploy-template";
  const [explained] = runsExtension ? explainExtensionError(fullText(known)) : [];
  return explained === undefined
    ? known
    : new RunbookError(known.code, known.message, `${explained.cause} ${explained.action}`, { cause: error });
}

function howToGoOn({ action: { kind } }: PlanStep, plan: Plan): string {
  switch (kind) {
    // Before it is through there is no VM to watch.
    case "create-virtual-machine":
    case "deploy-template":
      return `Once Azure has made ${plan.target}, observe it and plan its encryption, which is then what is left.`;
    case "put-extension":
    case "restart":
      return `Watch it to its end with watch(azure, "${plan.target}", { script }); only then plan what is left.`;
    default:
      return "Give Azure a minute, then observe again and plan what is left.";
  }
}

/** The whole of what Azure said: a Linux extension's traceback is cut to a line in the message. */
function fullText({ message, cause }: RunbookError): string {
  return cause instanceof Error ? `${message}\n${cause.message}` : message;
}

async function assertUnchanged(azure: Connection, plan: Pick<Plan, "hash" | "touches">): Promise<void> {
  for (const touched of plan.touches) {
    const now = await readState(azure, touched.id);
    if (now === touched.state) continue;
    throw new RunbookError(
      "StateChanged",
      `${nameOf(touched.id)} is no longer as it was when plan ${plan.hash} was made.`,
      "Observe it again, plan again, and look at what the new plan says.",
    );
  }
}

/** What a person calls what changed: a vault's keys by key and vault. */
function nameOf(id: string): string {
  const { type, names } = parseResourceId(id);
  const [vault = "", key = "", last = ""] = names;
  switch (type.toLowerCase()) {
    case "microsoft.keyvault/vaults/keys/versions":
      return `Version ${last} of key ${key} in vault ${vault}`;
    case "microsoft.keyvault/vaults/keys/grants":
      return `What identity ${last} may do with key ${key} of vault ${vault}`;
    default:
      return names.at(-1) ?? id;
  }
}
