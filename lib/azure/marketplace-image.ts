import type { HyperVGeneration, ImageReference, OsType } from "./virtual-machine";

/** A version of a Marketplace image as `Microsoft.Compute/locations/publishers/.../versions` answers it. */
export interface MarketplaceImage {
  /** With the exact version, also where the newest was asked for. */
  readonly reference: ImageReference;
  readonly osType: OsType;
  readonly hyperVGeneration: HyperVGeneration;
  /** `x64` or `Arm64`; absent where the answer does not say. */
  readonly architecture?: string;
  /** Whether the image names trusted launch among its features. */
  readonly trustedLaunchSupported: boolean;
  /** The terms of a third party that have to be accepted before the image can be used: product and plan. */
  readonly plan?: { readonly publisher: string; readonly product: string; readonly name: string };
}
