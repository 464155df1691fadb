// Vite takes style sheets in as side effects; TypeScript only has to know that they may be imported.
declare module '*.css';
