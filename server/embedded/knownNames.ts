/**
 * Names that MongoDB knows and this store does not carry out. They are refused
 * as unsupported; any other unknown name gets MongoDB's own "unknown" error.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const knownQueryOperators = words(`
  $expr $where $text $jsonSchema $mod $comment $sampleRate $rand $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet
  $geoWithin $geoIntersects $near $nearSphere $within $geoNear $alwaysTrue $alwaysFalse $nearSphere $uniqueDocs
`);

export const knownUpdateOperators = words('$bit $pullAll $pushAll');

export const knownStages = words(`
  $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $currentOp $densify $documents $facet $fill
  $geoNear $graphLookup $indexStats $listLocalSessions $listSessions $lookup $merge $out $planCacheStats $redact
  $replaceWith $sample $search $searchMeta $setWindowFields $sharedDataDistribution $sortByCount $unionWith
  $vectorSearch $listSampledQueries $querySettings $listSearchIndexes
`);

export const knownExpressions = words(`
  $abs $acos $acosh $allElementsTrue $anyElementTrue $arrayToObject $asin $asinh $atan $atan2 $atanh $avg
  $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $concatArrays $convert $cos $cosh $count
  $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc $dayOfMonth
  $dayOfWeek $dayOfYear $degreesToRadians $exp $filter $first $firstN $floor $function $getField $hour
  $indexOfArray $indexOfBytes $indexOfCP $isNumber $isoDayOfWeek $isoWeek $isoWeekYear $last $lastN $let $ln $log $log10
  $ltrim $map $max $maxN $median $mergeObjects $meta $millisecond $min $minN $minute $mod $month $percentile $pow
  $radiansToDegrees $rand $range $reduce $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne
  $reverseArray $round $rtrim $sampleRate $second $setDifference $setEquals $setField $setIntersection $setIsSubset
  $setUnion $sin $sinh $slice $sortArray $split $sqrt $stdDevPop $stdDevSamp $strcasecmp $strLenBytes $strLenCP
  $substr $substrBytes $substrCP $sum $tan $tanh $toBool $toDate $toDecimal $toDouble $toHashedIndexKey $toInt $toLong
  $toLower $toObjectId $toUpper $trim $trunc $tsIncrement $tsSecond $type $unsetField $week $year $zip
`);

export const knownAccumulators = words(`
  $accumulator $bottom $bottomN $firstN $lastN $maxN $median $mergeObjects $minN $percentile $stdDevPop $stdDevSamp
  $top $topN
`);

export const knownCommands = words(`
  abortTransaction commitTransaction startSession refreshSessions killSessions killAllSessions mapReduce collMod convertToCapped
  renameCollection bulkWrite compact reIndex currentOp killOp logRotate setParameter getParameter
  getLastError resetError replSetGetStatus replSetInitiate shardCollection addShard listShards profile top
  createUser dropUser updateUser usersInfo createRole grantRolesToUser authenticate saslStart saslContinue logout
  fsync fsyncUnlock cloneCollectionAsCapped getDefaultRWConcern setDefaultRWConcern createSearchIndexes
  dropSearchIndex updateSearchIndex listSearchIndexes planCacheClear filemd5 dataSize hostInfo serverStatus features
  getLog connectionStatus whatsmyuri shutdown dbHash setFeatureCompatibilityVersion
`);
