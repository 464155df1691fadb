const twoDecimals = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A share as Vietnamese tables print it, in percent: "83,13". */
export const formatShare = (share: number): string => twoDecimals.format(share * 100);
