/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { CitizenView, PageAssets, RenderCitizenPage } from '../../server/domain/citizenView.ts';
import { FormApp } from './FormApp.tsx';
import { DemoMark } from './frame.tsx';
import { pageOf } from './pages/serverPages.tsx';
import { translatePagesInto } from './pageTexts.ts';
import { Sprite } from './sprite.tsx';
import { translateInto } from './texts.ts';
import { WordsContext } from './words.tsx';

/** The page works without its script: everything else goes first on a slow line. Preact's types do not know the attribute. */
const lowPriority: object = { fetchpriority: 'low' };

/** Data in a script element: nothing in it may end the element or be a line end to older parsers. */
export const dataScript = (state: unknown): string =>
  JSON.stringify(state)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');

/** A whole document. The form comes alive in the browser; every other page is only dressed by the script. */
export const renderCitizenPage: RenderCitizenPage = (view, assets) => {
  const { title, body } = contentOf(view);
  const page = renderToString(<Document view={view} assets={assets} title={title} body={body} />);
  return `<!doctype html>${page}`;
};

function contentOf(view: CitizenView): { title: string; body: VNode } {
  if (view.page === 'form') {
    const { unit } = view.form;
    return {
      title: unit.name[view.language] ?? unit.name['vi'] ?? '',
      body: <FormApp view={view} />,
    };
  }
  const { title, body } = pageOf(view, translatePagesInto(view.language));
  return {
    title,
    body: (
      <WordsContext.Provider value={{ language: view.language, t: translateInto(view.language) }}>
        {view.isDemo && <DemoMark />}
        {body}
      </WordsContext.Provider>
    ),
  };
}

function Document({
  view,
  assets,
  title,
  body,
}: {
  view: CitizenView;
  assets: PageAssets;
  title: string;
  body: VNode;
}) {
  return (
    <html lang={view.language} class={view.isLarge ? 'large' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="#073e42" />
        <link rel="icon" href="/lotus.svg" type="image/svg+xml" />
        <style dangerouslySetInnerHTML={{ __html: assets.css }} />
        {assets.preloads.map((href) => (
          <link key={href} rel="modulepreload" href={href} />
        ))}
        <script type="module" async src={assets.script} {...lowPriority} />
      </head>
      <body class="screen" data-review={view.language === 'km' ? 'native' : undefined}>
        <Sprite />
        <div id="app" class="app">
          {body}
        </div>
        <script
          type="application/json"
          id="state"
          dangerouslySetInnerHTML={{ __html: dataScript(view.page === 'form' ? view : {}) }}
        />
      </body>
    </html>
  );
}
