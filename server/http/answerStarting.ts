import type { RequestListener } from 'node:http';
import { problems } from '../domain/problem.ts';
import { statusOf } from './problemHandler.ts';

const SECONDS_TO_START = 5;

const pageSaying = (vi: string, km: string, en: string): string => `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Đang khởi động</title>
<p>Hệ thống đang khởi động. ${vi}</p>
<p lang="km">ប្រព័ន្ធ\u200Bកំពុង\u200Bចាប់ផ្តើម។ ${km}</p>
<p lang="en">The system is just starting. ${en}</p>
</html>
`;

const comesAgain = pageSaying(
  'Trang này tự mở lại sau vài giây.',
  'ទំព័រ\u200Bនេះ\u200Bនឹង\u200Bបើក\u200Bឡើងវិញ\u200Bដោយ\u200Bខ្លួនឯង។',
  'This page opens again by itself in a few seconds.',
);
const sendAgain = pageSaying(
  'Xin quay lại trang trước rồi gửi lại sau vài giây; những gì đã chọn vẫn còn ở đó.',
  'សូម\u200Bត្រឡប់\u200Bទៅ\u200Bទំព័រ\u200Bមុន ហើយ\u200Bផ្ញើ\u200Bម្តងទៀត\u200Bបន្តិច\u200Bទៀត។',
  'Go back and send again in a few seconds; what you chose is still there.',
);

/** Before there is an application: browsers come again by themselves, programs are told when. */
export const answerStarting: RequestListener = (req, res) => {
  const { kind, code, message, details } = problems.unavailable(SECONDS_TO_START);
  res.statusCode = statusOf[kind];
  res.setHeader('Retry-After', SECONDS_TO_START);
  res.setHeader('Cache-Control', 'no-store');
  if (!(req.headers.accept ?? '').includes('text/html')) {
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(JSON.stringify({ code, message, details }));
    return;
  }
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  if (req.method === 'GET') res.setHeader('Refresh', SECONDS_TO_START);
  res.end(req.method === 'GET' ? comesAgain : sendAgain);
};
